using Parity.Oracles;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;

namespace Parity;

/// <summary>The front door: kernels, the cases that they are asked, and whether they pass.</summary>
/// <remarks>In a test of any framework: <c>Gate.Of(new MyKernel()).Assert();</c></remarks>
public sealed record Gate
{
    readonly IReadOnlyList<KernelEntry> kernels;
    int cases = 1000, seed = 42;
    string oracle = OracleCatalog.Auto;

    Gate(IReadOnlyList<KernelEntry> kernels) => this.kernels = kernels;

    /// <summary>A gate for a kernel over float.</summary>
    public static Gate Of(IBatchNormKernel<float> kernel) =>
        Of(new KernelEntry(kernel.GetType().Name, kernel.GetType().FullName!) { Float32 = _ => kernel });

    /// <summary>A gate for a kernel over double.</summary>
    public static Gate Of(IBatchNormKernel<double> kernel) =>
        Of(new KernelEntry(kernel.GetType().Name, kernel.GetType().FullName!) { Float64 = _ => kernel });

    /// <summary>A gate for kernels as a catalog lists them.</summary>
    public static Gate Of(params IEnumerable<KernelEntry> kernels) => new([.. kernels]);

    /// <summary>How many cases are drawn; a recorded oracle has its own.</summary>
    public Gate Cases(int count) => this with { cases = count };

    /// <summary>What the cases are drawn from: the same seed gives the same cases.</summary>
    public Gate Seed(int number) => this with { seed = number };

    /// <summary>Who decides: the key of an oracle, which then must load.</summary>
    public Gate Against(string name) => this with { oracle = name };

    /// <summary>Compares, and says what was found.</summary>
    /// <exception cref="OracleUnavailableException">The oracle cannot be loaded.</exception>
    public ParityReport Run(CancellationToken cancellation = default)
    {
        using IOracle opened = OracleCatalog.Open(oracle).Oracle;
        return new ParityRun(new RunPlan
        {
            Cases = (opened as RecordedOracle)?.Trials.Count ?? cases,
            Seed = seed,
            Kernels = kernels,
            Oracle = opened,
            ReplayOptions = oracle == OracleCatalog.Auto ? "" : $" --oracle {oracle}",
        }).Execute(cancellation);
    }

    /// <summary>Compares, and throws unless everything passed.</summary>
    /// <exception cref="GateException">Something failed; the message is the failures, each with its smallest case.</exception>
    /// <exception cref="OracleUnavailableException">The oracle cannot be loaded.</exception>
    public ParityReport Assert(CancellationToken cancellation = default)
    {
        ParityReport report = Run(cancellation);
        return report.Passed ? report : throw new GateException(report);
    }
}

/// <summary>A kernel did not pass; the message shows how.</summary>
/// <param name="report">What was found.</param>
public sealed class GateException(ParityReport report) : Exception(Told(report))
{
    const int Shown = 3;

    /// <summary>All that was found.</summary>
    public ParityReport Report { get; } = report;

    static string Told(ParityReport report)
    {
        string[] blocks =
        [
            .. ReportSummary.TellingOrder(report.Disagreements).Where(d => d.Fails).Select(d => FailureText.Of(d, report.Oracle)),
            .. report.OracleFailures.Select(failure => FailureText.Of(failure, report.Oracle)),
        ];
        return string.Join("\n\n", blocks.Take(Shown).Prepend(FormattableString.Invariant(
            $"{report.Outcome} against {report.Oracle.Name} {report.Oracle.Version}: {report.Failed} of {report.Cases} cases failed, seed {report.Seed}")));
    }
}
