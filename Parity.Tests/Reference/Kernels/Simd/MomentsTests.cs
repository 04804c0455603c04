using System.Runtime.Intrinsics;
using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

public sealed unsafe class MomentsTests
{
    const double Infinity = double.PositiveInfinity;

    // Sums of (x - shift) and of its square over count values. They are accurate while (mean - shift)² is at most 2¹⁶
    // variances, of doubles at most one: numbers on that border, and one to either side of it.
    public static TheoryData<double, double, double, double, double, double, bool> Sums => new()
    {
        { 2, 4, 0, 2, 1, 1, true },
        { 2, 4, 10, 2, 11, 1, true },
        { -2, 4, 10, 2, 9, 1, true },
        { 0, 0, 5, 3, 5, 0, true },
        { 512, 262147, 0, 1, 512, 3, false },
        { -256, 65536.5, 0, 1, -256, 0.5, false },

        // Less than nothing is what cancellation left.
        { 3, 8.5, 0, 1, 3, 0, false },

        // Squares that overflowed are measured again from the mean, which is known.
        { 2, Infinity, 0, 2, 1, Infinity, false },
        { 2, Infinity, 1, 2, 2, Infinity, false },

        // Measured from an infinite mean: a finite value has an infinite deviation, an infinite one has none.
        { 5, 8, Infinity, 2, Infinity, 4, true },
        { -Infinity, Infinity, Infinity, 2, Infinity, Infinity, true },
        { double.NaN, double.NaN, -Infinity, 2, -Infinity, double.NaN, true },
        { Infinity, Infinity, 0, 1, Infinity, double.NaN, false },
        { double.NaN, double.NaN, 0, 1, double.NaN, double.NaN, false },
    };

    [Theory, MemberData(nameof(Sums))]
    public void Mean_and_variance_follow_from_the_sums_and_are_marked_where_too_much_cancelled(
        double sum, double squares, double shift, double count, double mean, double variance, bool isAccurate)
    {
        AssertMoments<float>(sum, squares, shift, count, (mean, variance, isAccurate));
        AssertMoments<double>(sum, squares, shift, count, (mean, variance, isAccurate));
    }

    [Theory]
    [InlineData(256, 65537, 1, true), InlineData(512, 262148, 4, true), InlineData(-1.5, 3.25, 1, true)]
    public void A_double_has_no_bits_to_spare_for_sums_that_cancel(double sum, double squares, double variance, bool isAccurateOfFloats)
    {
        AssertMoments<float>(sum, squares, 0, 1, (sum, variance, isAccurateOfFloats));
        AssertMoments<double>(sum, squares, 0, 1, (sum, variance, false));
    }

    [Fact]
    public void The_second_attempt_measures_from_the_mean_or_from_nothing() => Assert.Equal(
        Vector256.Create(-2.5, Infinity, 0, -Infinity), Moments.ShiftFor(Vector256.Create(-2.5, Infinity, double.NaN, -Infinity)));

    // Each in one lane of four; the others hold 1 and -1 around what they are measured from, once for each of two.
    static void AssertMoments<T>(double sum, double squares, double shift, double count, (double Mean, double Variance, bool IsAccurate) expected)
    {
        for (int lane = 0; lane < 4; lane++)
        {
            var (mean, variance, isAccurate) = Moments.From<T>(
                Vector256.Create(0.0).WithElement(lane, sum), Vector256.Create(2.0).WithElement(lane, squares),
                Vector256.Create(3.0).WithElement(lane, shift), count);
            for (int i = 0; i < 4; i++)
                Assert.Equal(i == lane ? expected : (3, 2 / count, true), (mean[i], variance[i], isAccurate.AsInt64()[i] != 0));
        }
    }
}
