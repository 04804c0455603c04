using Parity.Comparison;
using Parity.Tensors;

namespace Parity.Tests.Comparison;

public sealed class JudgementTests
{
    const double NaN = double.NaN, Inf = double.PositiveInfinity;

    // Around the exact value 1, a correct kernel is within 0.001 and the oracle within its own 0.1.
    [Theory]
    [InlineData(1.0, 1.0, Verdict.Agree)]
    [InlineData(1.001, 1.001, Verdict.Agree)]
    [InlineData(1.05, 1.05, Verdict.Agree)] // the same value, though neither is near
    [InlineData(1.0, 1.0000001, Verdict.Agree)] // close as torch counts it
    [InlineData(1.0005, 0.9995, Verdict.OracleWorse)] // both within bounds, but no longer close
    [InlineData(1.0, 1.09, Verdict.OracleWorse)]
    [InlineData(1.002, 1.0, Verdict.KernelWorse)]
    [InlineData(1.002, 1.09, Verdict.KernelWorse)]
    [InlineData(1.0, 1.2, Verdict.Unexplained)]
    [InlineData(1.002, 1.2, Verdict.Unexplained)]
    [InlineData(NaN, 1.0, Verdict.KernelWorse)]
    [InlineData(Inf, 1.0, Verdict.KernelWorse)]
    [InlineData(1.0, NaN, Verdict.Unexplained)]
    [InlineData(1.0, Inf, Verdict.Unexplained)]
    [InlineData(NaN, NaN, Verdict.Agree)]
    internal void The_verdict_follows_from_both_distances(double actual, double expected, Verdict verdict) =>
        Assert.Equal(verdict, Judge([actual], [expected], [1.0], 0.001, 0.1).Verdict);

    [Theory]
    [InlineData(NaN, NaN, NaN, Verdict.Agree)]
    [InlineData(1.0, NaN, NaN, Verdict.KernelWorse)]
    [InlineData(NaN, 1.0, NaN, Verdict.Unexplained)]
    [InlineData(Inf, Inf, Inf, Verdict.Agree)]
    [InlineData(-Inf, Inf, Inf, Verdict.KernelWorse)]
    [InlineData(Inf, -Inf, Inf, Verdict.Unexplained)]
    [InlineData(0.0, -0.0, 0.0, Verdict.Agree)]
    internal void Special_values_are_exact_or_wrong(double actual, double expected, double exact, Verdict verdict) =>
        Assert.Equal(verdict, Judge([actual], [expected], [exact], 0, 0).Verdict);

    [Fact]
    public void A_bound_of_infinity_explains_anything()
    {
        Assert.Equal(Verdict.OracleWorse, Judge([1.0], [NaN], [1.0], 0.001, Inf).Verdict);
        Assert.Equal(0, Judgement.ShareOf(NaN, 1.0, Inf));
    }

    [Fact]
    public void The_gravest_element_decides_and_is_counted_and_located()
    {
        Judgement judgement = Judge([1.0, 1.002, 1.004, 1.0], [1.09, 1.0, 1.0, 1.0], [1, 1, 1, 1], 0.001, 0.1);
        Assert.Equal(Verdict.KernelWorse, judgement.Verdict);
        Assert.Equal((2, 1, 2), (judgement.Mismatches, judgement.First, judgement.Worst));
        Assert.Equal(4, judgement.KernelShare, 1e-9);
        Assert.Equal(0.9, judgement.OracleShare, 1e-9);
    }

    [Fact]
    public void Agreement_counts_no_mismatch_and_locates_the_largest_share()
    {
        Judgement judgement = Judge([1.0, 1.0000001, 1.0], [1.0, 1.0, 1.0], [1, 1, 1], 0.001, 0.1);
        Assert.Equal((Verdict.Agree, 0, -1, 1), (judgement.Verdict, judgement.Mismatches, judgement.First, judgement.Worst));
    }

    // 1.25 and 1.5 are exactly one bound of 0.25 and of 0.5 away from 1.
    [Theory]
    [InlineData(1.0, 1.5, 0.25, 0.5, Verdict.OracleWorse)]
    [InlineData(1.0, 1.25, 0.25, 0.125, Verdict.OracleWorse)]
    [InlineData(1.0, 1.375, 0.25, 0.125, Verdict.Unexplained)]
    [InlineData(1.25, 1.0, 0.25, 0.5, Verdict.OracleWorse)]
    internal void A_value_on_its_bound_is_within_it(double actual, double expected, double kernelBound, double oracleBound, Verdict verdict) =>
        Assert.Equal(verdict, Judge([actual], [expected], [1.0], kernelBound, oracleBound).Verdict);

    [Fact]
    public void Where_the_oracle_is_worse_its_own_share_locates_the_worst()
    {
        // The kernel's share is larger in the first, the oracle's in the second; what comes after is less grave or no worse.
        Judgement worse = Judge([1.0009, 1, 1], [0.95, 0.92, 0.92], [1, 1, 1], 0.001, 0.1);
        Assert.Equal((Verdict.OracleWorse, 3, 0, 1), (worse.Verdict, worse.Mismatches, worse.First, worse.Worst));
        Judgement unexplained = Judge([1, 1.0009, 1, 1], [1, 0.8, 0.7, 0.95], [1, 1, 1, 1], 0.001, 0.1);
        Assert.Equal((Verdict.Unexplained, 2, 1, 2), (unexplained.Verdict, unexplained.Mismatches, unexplained.First, unexplained.Worst));
    }

    [Fact]
    public void A_graver_element_is_the_worst_though_its_share_is_smaller()
    {
        Judgement judgement = Judge([1.0009, 1.0], [1.0009, 0.95], [1, 1], 0.001, 0.1);
        Assert.Equal((Verdict.OracleWorse, 1, 1, 1), (judgement.Verdict, judgement.Mismatches, judgement.First, judgement.Worst));
    }

    [Fact]
    public void Without_elements_nothing_is_located() =>
        Assert.Equal((Verdict.Agree, -1, -1), Judge([], [], [], 1, 1) is var none ? (none.Verdict, none.First, none.Worst) : default);

    [Theory]
    [InlineData(1.5, 1.0, 0.5, 1.0)]
    [InlineData(1.0, 1.0, 0.0, 0.0)]
    [InlineData(1.5, 1.0, 0.0, Inf)]
    [InlineData(NaN, 1.0, 0.5, Inf)]
    [InlineData(1.0, NaN, 0.5, Inf)]
    public void An_error_is_measured_in_bounds(double value, double exact, double bound, double share) =>
        Assert.Equal(share, Judgement.ShareOf(value, exact, bound));

    static Judgement Judge(double[] actual, double[] expected, double[] exact, double kernelBound, double oracleBound) => Judgement.Of(
        DenseTensor.From<double>(actual, actual.Length),
        DenseTensor.From<double>(expected, expected.Length),
        DenseTensor.From<double>(exact, exact.Length),
        [.. exact.Select(_ => kernelBound)],
        [.. exact.Select(_ => oracleBound)]);
}
