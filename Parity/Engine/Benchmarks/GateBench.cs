using System.Diagnostics;
using Parity.Cases;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Benchmarks;

/// <summary>How fast the gate itself is on one kind of cases, with one number of jobs.</summary>
/// <param name="Kind">The kind, such as <c>train</c>.</param>
/// <param name="Jobs">How many cases are judged at once.</param>
/// <param name="CasesPerSecond">Cases drawn, asked, judged and counted in a second of wall time.</param>
/// <param name="OracleShare">Time inside the oracle as a share of wall time.</param>
/// <param name="CoresUsed">Processor time of this process over wall time.</param>
/// <param name="AllocatedBytes">Managed memory that a case takes and gives back.</param>
/// <param name="ResidentBytes">Memory of the process once they are counted.</param>
sealed record GateRow(string Kind, int Jobs, double CasesPerSecond, double OracleShare, double CoresUsed, long AllocatedBytes, long ResidentBytes);

/// <summary>Times whole runs of the gate, one for each kind of cases and number of jobs; a case that fails is told.</summary>
sealed record GateBench
{
    const int Seed = 42;

    // Compiled, and the collector's generations grown, before anything is timed.
    const int CasesBefore = 200;

    static readonly (string Name, Predicate<BatchNormCase> Holds)[] kinds =
    [
        ("any", _ => true),
        ("1d", c => c.Module == BatchNormModule.BatchNorm1d),
        ("2d", c => c.Module == BatchNormModule.BatchNorm2d),
        ("train", c => c.Training),
        ("eval", c => !c.Training),
        ("float32", c => c.DType == DType.Float32),
        ("float64", c => c.DType == DType.Float64),
        ("half precision", c => c.DType.IsHalf()),
    ];

    /// <summary>Cases of every row.</summary>
    public required int Cases { get; init; }

    /// <summary>Kernels under test.</summary>
    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>Who decides.</summary>
    public required IOracle Oracle { get; init; }

    /// <summary>Numbers of jobs, in the order of rows.</summary>
    public IReadOnlyList<int> Jobs { get; init; } = [.. new[] { 1, 2, Environment.ProcessorCount }.Where(jobs => jobs <= Environment.ProcessorCount).Distinct()];

    /// <summary>Told before every row: what it is, and how many are done of how many.</summary>
    public Action<string, int, int>? Progress { get; init; }

    /// <summary>Times every row.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public GateReport Execute(CancellationToken cancellation = default)
    {
        Judged(kinds[0].Holds, Jobs[^1], CasesBefore, cancellation);
        List<GateRow> rows = [];
        int failed = 0;
        foreach (int jobs in Jobs)
            foreach ((string kind, Predicate<BatchNormCase> holds) in kinds)
            {
                Progress?.Invoke($"{kind}, {BenchText.Counted(jobs, "job")}", rows.Count, Jobs.Count * kinds.Length);
                (GateRow row, int failures) = Timed(kind, holds, jobs, cancellation);
                rows.Add(row);
                failed += failures;
            }

        return new(OracleIdentity.Of(Oracle), Machine.Describe(Jobs[^1], null), Cases, rows, failed);
    }

    (GateRow Row, int Failures) Timed(string kind, Predicate<BatchNormCase> holds, int jobs, CancellationToken cancellation)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        (TimeSpan before, long allocated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        ParityReport report = Judged(holds, jobs, Cases, cancellation);
        process.Refresh();
        double seconds = report.Timing.Seconds;
        var row = new GateRow(
            kind, jobs, report.Judged / seconds, report.Timing.OracleSeconds / seconds,
            (process.TotalProcessorTime - before).TotalSeconds / seconds,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Math.Max(report.Judged, 1),
            process.WorkingSet64);
        return (row, report.Failed);
    }

    ParityReport Judged(Predicate<BatchNormCase> holds, int jobs, int cases, CancellationToken cancellation)
    {
        var plan = new RunPlan
        {
            Cases = cases,
            Seed = Seed,
            Kernels = Kernels,
            Oracle = Oracle,
            Jobs = jobs,
            Trials = CaseData.Trials(Seed, cases, c => holds(c) ? Oracle.WhyNot(c) ?? CoveredCases.WhyNot(Kernels, c) : "it is of another kind"),
        };
        ParityReport report = new ParityRun(plan).Execute(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return report;
    }
}

/// <summary>What a bench of the gate found.</summary>
/// <param name="Oracle">Who decided.</param>
/// <param name="Environment">Where.</param>
/// <param name="Cases">Cases of every row.</param>
/// <param name="Rows">The rows, by number of jobs.</param>
/// <param name="Failed">Cases that failed the gate.</param>
sealed record GateReport(OracleIdentity Oracle, RunEnvironment Environment, int Cases, IReadOnlyList<GateRow> Rows, int Failed);
