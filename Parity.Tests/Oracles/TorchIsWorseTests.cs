using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;
using Xunit.Abstractions;

namespace Parity.Tests.Oracles;

/// <summary>Data on which libtorch is the wrong side: our kernels are right, and its own roundings explain how far off it is.</summary>
public sealed class TorchIsWorseTests(ITestOutputHelper output)
{
    static readonly string[] descriptors =
    [
        "bn2d/16x2x64x64/channels_last/mean1e4/seed=1", // 65,536 values a channel, summed in float32
        "bn2d/4x2x16x16/channels_last/constant", // the second channel is 10¹⁰ throughout
        "bn2d/4x3x8x8/overflow", // values near 10²⁰
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (KernelEntry kernel in KernelCatalog.All)
                foreach (string descriptor in descriptors)
                    cases.Add(kernel.Name, descriptor);
            return cases;
        }
    }

    [LiveTheory, MemberData(nameof(Cases))]
    public void The_oracle_is_worse_and_its_bound_explains_by_how_much(string kernel, string descriptor)
    {
        CaseComparison judged = Judged(kernel, CaseData.Generate(CaseDescriptor.Parse(descriptor)));
        Assert.True(judged.Passed);
        QuantityComparison worse = judged.Quantities.Single(quantity => quantity.Quantity == Quantity.Output);
        Assert.Equal(Verdict.OracleWorse, worse.Verdict);
        (double kernelDistance, double oracleDistance) = Distances(worse);
        Assert.InRange(kernelDistance, 0, 1e-6);
        Assert.InRange(oracleDistance, 0.01, 1e6);
        Assert.InRange(worse.Judgement!.KernelShare, 0, 1);
        Assert.InRange(worse.Judgement.OracleShare, 1e-9, 1);
        output.WriteLine(FormattableString.Invariant(
            $"{descriptor} {kernel}: output {worse.Verdict.Word()}, off by {kernelDistance:g2} ({worse.Judgement.KernelShare:p0} of its bound), torch by {oracleDistance:g2} ({worse.Judgement.OracleShare:p2} of its bound)"));
    }

    // The square of a deviation of 10²⁰ is no float: libtorch's factor becomes 0 and its output the bias, everywhere.
    // Our variance is finite on its way, in double; where it is stored as a float it is infinite as torch's is.
    [LiveFact]
    public void Squares_that_overflow_leave_libtorch_with_the_bias_and_us_with_the_result()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/4x3x8x8/overflow"));
        BatchNormResult torch = LiveOracle.Use(oracle => oracle.Run(trial));
        BatchNormResult ours = KernelRun.Run(KernelCatalog.All.Single(entry => entry.Name == "manual"), trial);
        for (int i = 0; i < trial.Inputs.Input.Count; i++)
            Assert.Equal(trial.Inputs.Bias![trial.Case.Place(i).Channel], torch[Quantity.Output]![i]);
        Assert.All(ours[Quantity.RunningVar]!.Values<float>().ToArray(), value => Assert.Equal(float.PositiveInfinity, value));
        Assert.All(torch[Quantity.RunningVar]!.Values<float>().ToArray(), value => Assert.Equal(float.PositiveInfinity, value));
        Assert.Equal(
            [Quantity.Output, Quantity.GradWeight],
            Judged("manual", trial).Quantities.Where(quantity => quantity.Verdict == Verdict.OracleWorse).Select(quantity => quantity.Quantity));
    }

    static CaseComparison Judged(string kernel, Trial trial) =>
        ParityCheck.Compare(KernelCatalog.All.Single(entry => entry.Name == kernel), trial, LiveOracle.Use(oracle => oracle.Run(trial)));

    static (double Kernel, double Oracle) Distances(QuantityComparison judged)
    {
        (DenseTensor actual, DenseTensor expected, DenseTensor exact) = (judged.Comparison!.Actual, judged.Comparison.Expected, judged.Exact!);
        double Largest(DenseTensor tensor) => Enumerable.Range(0, exact.Count).Max(i => Math.Abs(tensor[i] - exact[i]));
        return (Largest(actual), Largest(expected));
    }
}
