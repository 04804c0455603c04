using Parity.Fixtures;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tests.Runs;

/// <summary>Every kernel against what TorchSharp and PyTorch answered when the fixtures were recorded; needs nothing installed.</summary>
public sealed class RecordedParityTests
{
    public static TheoryData<string> Kernels() => new(KernelCatalog.All.Select(entry => entry.Name));

    [Theory, MemberData(nameof(Kernels))]
    public void Every_kernel_agrees_with_every_fixture(string kernel)
    {
        using var recorded = new RecordedOracle(FixtureSet.Load(FixtureFolder.Find()));
        ParityReport report = new ParityRun(new RunPlan
        {
            Trials = recorded.Trials,
            Cases = recorded.Trials.Count,
            Seed = 0,
            Kernels = [.. KernelCatalog.All.Where(entry => entry.Name == kernel)],
            Oracle = recorded,
        }).Execute();
        Assert.True(report.Passed, ReportText.Failures(report));
        Assert.Equal(recorded.Trials.Count, report.Judged);
    }
}
