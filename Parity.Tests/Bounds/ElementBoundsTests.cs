using Parity.Bounds;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tests.Comparison;
using Parity.Tests.Planted.Changes;

namespace Parity.Tests.Bounds;

/// <summary>What a kernel that declares nothing is held to: right arithmetic in the element type passes, mistakes do not.</summary>
public sealed class ElementBoundsTests
{
    public static TheoryData<string> Patterns => [.. HarshTrials.Patterns];

    [Theory, MemberData(nameof(Patterns))]
    public void Arithmetic_in_the_element_type_is_within_its_bound(string pattern)
    {
        foreach (Trial trial in HarshTrials.All(pattern))
            foreach (KernelEntry kernel in new[] { Plain, Folded })
                Assert.Empty(Failing(kernel, trial));
    }

    [Fact]
    public void Arithmetic_in_the_element_type_fails_where_sums_in_double_are_declared()
    {
        Trial trial = HarshTrials.Make(CaseDescriptor.Parse("bn2d/4x3x16x16/seed=5"), "normal");
        Assert.Contains(Quantity.GradBias, Failing(Plain with { Standard = Standard.Double }, trial));
        Assert.Contains(Quantity.BatchVar, Failing(Plain with { Standard = Standard.Double }, trial));
    }

    [Theory]
    [InlineData("mean 1e4")]
    [InlineData("outlier")]
    public void Squares_that_cancel_are_no_rounding_of_two_passes(string pattern)
    {
        var onePass = new KernelEntry("one pass", "") { Float32 = _ => new OnePassElement<float>() };
        Trial trial = HarshTrials.Make(CaseDescriptor.Parse("bn2d/4x3x4x4/seed=5"), pattern);
        Assert.Empty(Failing(Plain, trial));
        Assert.Equal(pattern == "mean 1e4", Failing(onePass, trial).Contains(Quantity.BatchVar));
    }

    [Theory]
    [InlineData("bn1d/3x2/eps=0")]
    [InlineData("bn2d/32x1x3x3/eps=0")]
    public void No_rounding_makes_nan_of_a_constant_channel_where_eps_is_0(string descriptor)
    {
        var undefined = new KernelEntry("undefined", "") { Float32 = _ => new UndefinedFactor<float>() };
        Trial trial = HarshTrials.Make(CaseDescriptor.Parse(descriptor), "zeros");
        Assert.Empty(Failing(Plain, trial));
        Assert.Contains(Quantity.Output, Failing(undefined, trial));
        // Neither where the variance may be noise.
        trial = WrittenTrials.Of(descriptor, [.. Enumerable.Repeat((double)0.1f, trial.Case.ValuesPerChannel)]);
        Assert.InRange(Bound(trial, Quantity.Output), 0, 300);
    }

    [Fact]
    public void Sums_in_any_order_lose_a_rounding_for_every_addition()
    {
        double[] x = [0.1f, 0.7f, -0.3f, 1.1f], dy = [0.3f, -1.3f, 0.7f, 0.2f];
        Trial trial = WrittenTrials.Of("bn1d/4x1", x, dy);
        ChannelSummary c = trial.Channel();
        double u = Precision.Single.Unit, sum = 3 * u / (1 - 3 * u) * c.SumAbs / 4, mean = sum + u / (1 - u) * (c.Mean + sum) + Precision.Single.Tiny;
        Near(Rounded(c.Mean, mean), Bound(trial, Quantity.BatchMean));
        double variance = mean * mean + 8 * u / (1 - 8 * u) * (c.Variance + mean * mean) + 3 * Precision.Single.Tiny;
        Near(Rounded(c.Variance, variance), Bound(trial, Quantity.BatchVar));
        Near(Rounded(c.Sum, 3 * u / (1 - 3 * u) * c.SumAbsGrad), Bound(trial, Quantity.GradBias));
    }

    static KernelEntry Plain { get; } =
        new("plain", "") { Float32 = _ => new PlainElement<float>(), Float64 = _ => new PlainElement<double>() };

    static KernelEntry Folded { get; } =
        new("folded", "") { Float32 = _ => new FoldedEval<float>(), Float64 = _ => new FoldedEval<double>() };

    // The right answer takes the library's place.
    static Quantity[] Failing(KernelEntry kernel, Trial trial) =>
    [
        .. ParityCheck.Compare(kernel, trial, KernelRun.Run(KernelCatalog.All[0], trial)).Quantities
            .Where(judged => judged.Verdict is Verdict.KernelWorse or Verdict.Unexplained).Select(judged => judged.Quantity),
    ];

    static double Bound(Trial trial, Quantity quantity) =>
        new ErrorBounds(trial.Case, ChannelSummary.Of(trial), Arithmetic.ElementThroughout).Bound(quantity, 0);

    static double Rounded(double exact, double error) =>
        error + Precision.Single.HalfUlp(Math.Abs(exact) + error) + Precision.Double.HalfUlp(exact);

    static void Near(double expected, double actual) => Assert.InRange(actual, expected * (1 - 1e-9), expected * (1 + 1e-9));
}
