using Parity.Reports;

namespace Parity.Runs;

/// <summary>
/// Makes a run's report from what its journal has: cases, counterexamples, and the end. A run as it goes on, one that is
/// gone on with and the parts of one that are merged are counted here alike, so that they end in the same report.
/// </summary>
/// <remarks>Holds counts and bounded lists, never the cases.</remarks>
/// <param name="run">The run.</param>
/// <param name="replay">What shows a case of it again.</param>
sealed class ReportBuilder(RunIdentity run, Func<string, string> replay)
{
    /// <summary>How many cases without an answer a report lists; the others are counted. As many of those with two answers.</summary>
    public const int ListedOracleFailures = 100;

    readonly AgreementTally agreement = new(run.Kernels.Select(kernel => kernel.Name));
    readonly AccuracyTally accuracy = new(run.Kernels.Select(kernel => kernel.Name));
    readonly CoverageTally coverage = new();
    readonly StandardTally standards = new();
    readonly OptionTally options = new();
    readonly LibraryTally library = new();
    readonly DisagreementList disagreements = new();
    readonly List<OracleFailure> oracleFailures = [];
    readonly List<UnsteadyAnswer> unsteady = [];
    int lost, unrepeated;

    /// <summary>Cases that came through, judged or lost.</summary>
    public int Done { get; private set; }

    /// <summary>Cases that failed the gate or were lost.</summary>
    public int Failed { get; private set; }

    /// <summary>The first failures of their kinds that are still to be shrunk, in the order of cases.</summary>
    public IReadOnlyList<Finding> Unshrunk => disagreements.Unshrunk;

    /// <summary>Counts a case and keeps what disagrees.</summary>
    public void Add(CaseOutcome outcome)
    {
        Done++;
        Failed += outcome.Failed ? 1 : 0;
        if (outcome.OracleFailure is { } failure)
        {
            if (lost++ < ListedOracleFailures)
                oracleFailures.Add(new OracleFailure(outcome.Case, failure, replay(outcome.Case)));
            return;
        }

        if (outcome.Unsteady is { } said && unrepeated++ < ListedOracleFailures)
            unsteady.Add(new UnsteadyAnswer(outcome.Case, said.First, said.Again, said.Calls, replay(outcome.Case)));
        coverage.Add(outcome.Kind);
        options.Add(outcome);
        agreement.Add(outcome);
        standards.Add(outcome);
        library.Add(outcome, replay(outcome.Case));
        accuracy.Add(outcome);
        foreach (Finding found in outcome.Kernels.SelectMany(kernel => kernel.Findings))
            disagreements.Add(found);
    }

    /// <summary>Keeps what shrinking made of the first failure of a kind.</summary>
    public void Add(Counterexample shrunk) => disagreements.Add(shrunk);

    /// <summary>The report.</summary>
    /// <param name="end">What is told beside the cases.</param>
    /// <param name="interrupted">Whether the run was ended early, which is no pass whatever was found.</param>
    public ParityReport Build(RunEnd end, bool interrupted = false) => new()
    {
        Seed = run.Seed,
        Cases = run.Cases,
        Judged = Done - lost,
        Failed = Failed,
        Interrupted = interrupted,
        Shard = run.Shard,
        Program = run.Program,
        Kernels = run.Kernels,
        Oracle = run.Oracle,
        Environment = run.Environment,
        Standards = standards.Rows(end.Standards),
        Agreement = agreement.Rows(),
        Accuracy = accuracy.Rows(),
        Coverage = coverage.Rows(end.Gaps),
        Options = options.Rows(),
        Disagreements = disagreements.Items,
        DisagreementsLeftOut = disagreements.LeftOut,
        OracleFailures = oracleFailures,
        OracleFailuresLeftOut = lost - oracleFailures.Count,
        Unsteady = unsteady,
        UnsteadyLeftOut = unrepeated - unsteady.Count,
        Library = library.Report(end.Library),
        Divergences = end.Annexes.Divergences,
        Baseline = end.Annexes.Baseline,
        Bench = end.Annexes.Bench,
        Timing = end.Timing,
    };
}
