using Parity.Cases;
using Parity.Reference.Kernels;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Planted.Statistics;

namespace Parity.Tests.Runs;

/// <summary>A kernel that fails a case now and then is told as such, with how often it failed when it was run again.</summary>
public sealed class SeldomFailureTests
{
    [Theory]
    [InlineData(1, null, "")]
    [InlineData(3, 4, "4 times in 10 runs of the very same case: the kernel's answer depends on more than it is given, as where threads race or memory is read before it is written")]
    [InlineData(100, 0, "not once in 10 runs of the very same case: the kernel's answer depends on more than it is given, as where threads race or memory is read before it is written")]
    public void A_failure_is_told_with_how_often_it_came_again(int every, int? failed, string told)
    {
        int made = 0;
        ParityReport report = Run(_ => ++made % every == 0 ? new UnbiasedVarianceInOutput<float>() : new ManualKernel<float>());
        Assert.False(report.Passed);
        Disagreement first = report.Disagreements.First(d => d.Quantity == "output");
        Assert.Equal(failed is { } times ? new Repetitions(times, 10) : null, first.Repeated);
        string text = FailureText.Of(first, report.Oracle);
        Assert.Equal(told.Length > 0, text.Contains("repeated", StringComparison.Ordinal));
        Assert.Contains(told, text, StringComparison.Ordinal);
        // What comes each time is made smaller; what does not cannot be.
        Assert.Equal(every == 1, first.Case != first.FoundAs);
    }

    static ParityReport Run(Func<int, IBatchNormKernel<float>> make) => new ParityRun(new RunPlan
    {
        Trials = Enumerable.Range(0, 120).Select(seed => CaseData.Generate(CaseDescriptor.Parse($"bn1d/5x3/requires=none/seed={seed}"))),
        Cases = 120,
        Seed = 0,
        Jobs = 1,
        Kernels = [new("seldom", "wrong now and then") { Float32 = make }],
        Oracle = new ScriptedOracle((_, answer) => answer),
    }).Execute();
}
