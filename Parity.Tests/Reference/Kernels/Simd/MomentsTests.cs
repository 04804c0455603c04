using System.Runtime.Intrinsics;
using Parity.Cases;
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
        Assert.Equal((mean, variance, isAccurate), Moments.From<float>(sum, squares, shift, count));
        Assert.Equal((mean, variance, isAccurate), Moments.From<double>(sum, squares, shift, count));
    }

    [Theory]
    [InlineData(256, 65537, 1, true), InlineData(512, 262148, 4, true), InlineData(-1.5, 3.25, 1, true)]
    public void A_double_has_no_bits_to_spare_for_sums_that_cancel(double sum, double squares, double variance, bool isAccurateOfFloats)
    {
        Assert.Equal((sum, variance, isAccurateOfFloats), Moments.From<float>(sum, squares, 0, 1));
        Assert.Equal((sum, variance, false), Moments.From<double>(sum, squares, 0, 1));
    }

    [Fact]
    public void Four_channels_at_once_are_stored_where_all_are_accurate_with_the_same_bits()
    {
        FourAtOnce<float>(50);
        FourAtOnce<double>(0.2);
    }

    static void FourAtOnce<T>(double size)
    {
        var random = new CounterRandom(3, 0);
        double* stored = stackalloc double[8];
        int settled = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            double[] sum = new double[4], squares = new double[4];
            for (int i = 0; i < 4; i++)
            {
                double mean = random.Normal(8 * seed + i) * (seed % 4 == 0 ? 6 * size : size), spread = random.Normal(8 * seed + 4 + i);
                (sum[i], squares[i]) = (7 * mean, 7 * (mean * mean + spread * spread));
            }

            // One lane among ordinary ones: an overflow, or nothing but zeros.
            if (seed % 8 == 1)
                (sum[seed / 8 % 4], squares[seed / 8 % 4]) = (21, Infinity);
            if (seed % 4 == 2)
                (sum[seed / 4 % 4], squares[seed / 4 % 4]) = (0, 0);
            (double Mean, double Variance, bool IsAccurate)[] one =
                [.. Enumerable.Range(0, 4).Select(i => Moments.From<T>(sum[i], squares[i], 0, 7))];
            new Span<double>(stored, 8).Fill(-7);
            bool all = Moments.TryStore<T>(Vector256.Create(sum), Vector256.Create(squares), 7, stored, stored + 4);
            Assert.Equal(one.All(channel => channel.IsAccurate), all);
            settled += all ? 1 : 0;
            for (int i = 0; i < 4; i++)
                Assert.Equal(all ? (one[i].Mean, one[i].Variance) : (-7, -7), (stored[i], stored[4 + i]));
        }

        Assert.InRange(settled, 100, 300);
    }

    [Fact]
    public void The_second_attempt_measures_from_the_mean_or_from_nothing() =>
        Assert.Equal((-2.5, Infinity, 0), (Moments.ShiftFor(-2.5), Moments.ShiftFor(Infinity), Moments.ShiftFor(double.NaN)));
}
