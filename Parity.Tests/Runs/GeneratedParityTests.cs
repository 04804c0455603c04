using Parity.Cases;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Oracles;

namespace Parity.Tests.Runs;

/// <summary>The gate: every kernel against the live oracle on generated cases.</summary>
public sealed class GeneratedParityTests
{
    public static TheoryData<string> Kernels() => new(KernelCatalog.All.Select(entry => entry.Name));

    [LiveTheory, MemberData(nameof(Kernels))]
    public void Every_kernel_agrees_with_the_live_oracle(string kernel)
    {
        ParityReport report = LiveOracle.Use(oracle => new ParityRun(new RunPlan
        {
            Trials = CaseData.Trials(Settings.Seed, Settings.Cases, oracle.WhyNot),
            Cases = Settings.Cases,
            Seed = Settings.Seed,
            Kernels = [.. KernelCatalog.All.Where(entry => entry.Name == kernel)],
            Oracle = oracle,
            Threads = 2,
        }).Execute());
        Assert.True(report.Passed, ReportText.Failures(report));
    }

    [LiveFact]
    public void The_same_seed_gives_the_same_report_but_for_times()
    {
        ParityReport Run() => LiveOracle.Use(oracle => new ParityRun(new RunPlan
        {
            Trials = CaseData.Trials(5, 60, oracle.WhyNot),
            Cases = 60,
            Seed = 5,
            Kernels = KernelCatalog.All,
            Oracle = oracle,
        }).Execute()) with
        { Timing = new RunTiming(DateTimeOffset.UnixEpoch, 0, 0) };

        Assert.Equal(JsonReport.Write(Run()), JsonReport.Write(Run()));
    }
}
