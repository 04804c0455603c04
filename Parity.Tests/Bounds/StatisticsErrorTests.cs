using Parity.Bounds;
using Parity.Cases;
using Parity.Tests.Comparison;

namespace Parity.Tests.Bounds;

/// <summary>The errors of statistics by ErrorBounds.md, where a term that is small elsewhere decides.</summary>
public sealed class StatisticsErrorTests
{
    static readonly double v = Precision.Double.Unit, tiny = Precision.Double.Tiny;

    [Fact]
    public void A_mean_just_below_a_power_of_two_is_rounded_as_one_above()
    {
        // 1 - 2⁻²⁵, and a sum in float that may be off by more than that: half an ulp of float, and of half precision, is that of 1.
        StatisticsError error = Of("bn1d/2x1/f16", Arithmetic.LibtorchPlanes, [2, -Math.ScaleB(1, -24)]);
        double u = Precision.Single.Unit, sum = u / (1 - u) * (2 + u) / 2 + v / 2;
        Near(sum + u + Precision.Half.Unit, error.Mean);
    }

    [Fact]
    public void A_mean_that_its_sum_does_not_round_may_still_be_no_number_of_half_the_bits()
    {
        double u = Precision.Half.Unit;
        Assert.Equal(u, Of("bn1d/2x1/f16", Arithmetic.LibtorchPlanes, [1, 1 + 2 * u]).Mean);
        Assert.Equal(0, Of("bn1d/2x1/f16", Arithmetic.LibtorchPlanes, [1, 1 + 4 * u]).Mean);
    }

    [Fact]
    public void Squares_that_underflow_may_lose_the_smallest_number()
    {
        double x = Math.ScaleB(1, -500);
        Assert.Equal(2 * tiny, Of("bn1d/2x1/f64", Arithmetic.DoubleThroughout, [x, Math.BitIncrement(x)]).Variance);
        x = Math.ScaleB(1, -530);
        Assert.Equal(2 * tiny, Of("bn1d/2x1/f64", Arithmetic.DoubleSums, [x, -x]).Variance);
        // Deviations of 2⁻⁸⁴, and a mean that is off by just as much.
        x = Math.ScaleB(1, -60);
        StatisticsError error = Of("bn1d/2x1", Arithmetic.LibtorchPlanes, [x, x * (1 + 2 * Precision.Single.Unit)]);
        Assert.Equal(Math.ScaleB(1, -84), error.Mean);
        Assert.InRange(error.Variance, 2 * Precision.Single.Tiny, 2.01 * Precision.Single.Tiny);
    }

    [Fact]
    public void A_variance_just_below_a_power_of_two_is_rounded_as_one_above()
    {
        double d = 1 - v, rounded = (3 + 1e-6) * v * d * d;
        Near(rounded + v, Of("bn1d/2x1/f64", Arithmetic.CompensatedStatistics, [d, -d]).Variance);
    }

    [Fact]
    public void Exact_squares_have_no_room_unless_so_many_cancel_that_their_sum_needs_more_bits()
    {
        double[] Far(int count) => [.. Enumerable.Range(0, count).Select(i => (1 << 20) + (i % 2 == 0 ? 1.0 : -1))];
        Assert.Equal(0, Of("bn1d/1000x1/f64", Arithmetic.CompensatedStatistics, Far(1000)).Variance);
        Assert.InRange(Of("bn1d/66000x1/f64", Arithmetic.CompensatedStatistics, Far(66_000)).Variance, 4 * v, 5 * v);
    }

    [Theory]
    // A square of 2·40 bits is rounded; then both halves of such a channel are alike.
    [InlineData(1 + 1.0 / (1L << 40), -1 - 1.0 / (1L << 40), false)]
    // Values near 2⁵² are half a unit from a mean that a double still holds.
    [InlineData((1L << 52) - 1.0, (1L << 52) - 2.0, true)]
    [InlineData(3, 5, true)]
    public void A_variance_is_exact_where_deviations_and_their_squares_are(double one, double other, bool exact)
    {
        StatisticsError error = Of("bn1d/2x1/f64", Arithmetic.DoubleThroughout, [one, other]);
        Assert.Equal((0, exact), (error.Mean, error.Variance == 0));
        double d = (one - other) / 2;
        if (!exact)
            Near(7 * v * d * d, error.Variance);
    }

    [Theory]
    [InlineData(Arithmetic.DoubleThroughout, double.PositiveInfinity)]
    [InlineData(Arithmetic.CompensatedStatistics, double.PositiveInfinity)]
    internal void Without_eps_a_variance_that_may_be_computed_as_0_leaves_the_factor_no_bound(Arithmetic arithmetic, double bound)
    {
        double[] constant = [0.1, 0.1, 0.1];
        Assert.Equal(bound, Of("bn1d/3x1/f64/eps=0", arithmetic, constant).InverseStd);
        Assert.InRange(Of("bn1d/3x1/f64/eps=1", arithmetic, constant).InverseStd, 3 * v, 4 * v);
    }

    [Fact]
    public void Half_the_bits_of_eps_and_sum_decide_the_factor_of_given_statistics()
    {
        // Below 1 by less than half an ulp of eps: what is lost is half an ulp of 1.
        const double eps = 0.10008;
        double variance = (double)(Half)0.9, u = Precision.Half.Unit, sum = Precision.Half.HalfUlp(eps) + u;
        Assert.InRange(1 - variance - eps, 0, Precision.Half.HalfUlp(eps));
        double a = 1 / Math.Sqrt(variance + eps), root = 1 / Math.Sqrt(variance + eps - sum) - a;
        Near(root + 2.1 * u * (a + root), Given("bn1d/2x1/f16/eval", Arithmetic.LibtorchStrided, (0, variance), eps).InverseStd);
    }

    [Fact]
    public void A_factor_just_below_a_power_of_two_is_rounded_as_one_above()
    {
        StatisticsError error = Given("bn1d/2x1/eval", Arithmetic.LibtorchPlanes, (0, 1), 4 * v);
        Near(3 * v + Precision.Single.Unit, error.InverseStdInBackward);
    }

    static StatisticsError Of(string descriptor, Arithmetic arithmetic, double[] x)
    {
        Trial trial = WrittenTrials.Of(descriptor, x);
        return StatisticsError.OfBatch(trial.Channel(), arithmetic, RoundingTypes.Of(trial.Case, arithmetic), trial.Case.Eps, threads: 1);
    }

    static StatisticsError Given(string descriptor, Arithmetic arithmetic, (double Mean, double Variance) running, double eps)
    {
        Trial trial = WrittenTrials.Of(descriptor, [1, 2], running: running);
        trial = trial with { Case = trial.Case with { Eps = eps } };
        return StatisticsError.OfGiven(trial.Channel(), arithmetic, RoundingTypes.Of(trial.Case, arithmetic), eps);
    }

    static void Near(double expected, double actual) => Assert.InRange(actual, expected * (1 - 1e-9), expected * (1 + 1e-9));
}
