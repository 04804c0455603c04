using Parity.Comparison;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Gathers what a run finds into its report; holds counts and a bounded list, never the cases.</summary>
/// <param name="request">The run.</param>
public sealed class ReportBuilder(RunPlan request)
{
    /// <summary>How many cases without an answer a report lists; the others are counted. As many of those with two answers.</summary>
    public const int ListedOracleFailures = 100;

    readonly AgreementTally agreement = new();
    readonly AccuracyTally accuracy = new();
    readonly CoverageTally coverage = new();
    readonly StandardTally standards = new(request.Kernels);
    readonly OptionTally options = new();
    readonly LibraryTally library = new();
    readonly LibraryBits bits = new(request.Oracle);
    readonly DisagreementList disagreements = new();
    readonly List<OracleFailure> oracleFailures = [];
    readonly List<UnsteadyAnswer> unsteady = [];
    int lost, unrepeated;

    /// <summary>Cases that came through, judged or lost.</summary>
    public int Done { get; private set; }

    /// <summary>Cases that failed the gate or were lost.</summary>
    public int Failed { get; private set; }

    /// <summary>Counts a case and keeps what disagrees.</summary>
    public void Add(CaseOutcome outcome)
    {
        Done++;
        Failed += outcome.Failed ? 1 : 0;
        if (outcome.OracleFailure is { } failure)
        {
            if (lost++ < ListedOracleFailures)
                oracleFailures.Add(new OracleFailure(outcome.Case, failure, request.Replay(outcome.Case)));
            return;
        }

        if (outcome.Unsteady is { } said && unrepeated++ < ListedOracleFailures)
            unsteady.Add(new UnsteadyAnswer(outcome.Case, said.First, said.Again, said.Calls, request.Replay(outcome.Case)));
        coverage.Add(outcome.Kind);
        options.Add(outcome);
        agreement.Add(outcome);
        standards.Add(outcome);
        library.Add(outcome, request.Replay(outcome.Case));
        accuracy.Add(outcome);
        foreach (KernelOutcome kernel in outcome.Kernels)
        {
            if (kernel.Error is { } error)
                disagreements.Add(error);
            foreach (QuantityOutcome judged in kernel.Quantities)
                if (judged.Disagreement is { } disagreement)
                    disagreements.Add(disagreement);
        }
    }

    /// <summary>Replaces the first counterexample of each kind by its smallest form.</summary>
    /// <exception cref="OperationCanceledException">The search was cancelled; what is not shrunk stays as it was found.</exception>
    public void ShrinkCounterexamples(CaseReducer counterexample, CancellationToken cancellation) =>
        disagreements.ShrinkFirstOfEachKind(found => counterexample.Shrink(found, cancellation));

    /// <summary>The report.</summary>
    /// <param name="timing">When and how long.</param>
    /// <param name="interrupted">Whether the run was ended early, which is no pass whatever was found.</param>
    public ParityReport Build(RunTiming timing, bool interrupted = false) => new()
    {
        Seed = request.Seed,
        Cases = request.Cases,
        Judged = Done - lost,
        Failed = Failed,
        Interrupted = interrupted,
        Shard = request.Shard,
        Program = ProgramBuild.Program,
        Kernels = [.. request.Kernels.Select(ProgramBuild.Of)],
        Oracle = OracleIdentity.Of(request.Oracle),
        Environment = Machine.Describe(request.Threads, TorchSharpLoader.Note),
        Standards = standards.Rows(),
        Agreement = agreement.Rows(),
        Accuracy = accuracy.Rows(),
        Coverage = coverage.Rows(request.Oracle.Live ? request.Oracle.WhyNot : _ => null),
        Options = options.Rows(),
        Disagreements = disagreements.Items,
        DisagreementsLeftOut = disagreements.LeftOut,
        OracleFailures = oracleFailures,
        OracleFailuresLeftOut = lost - oracleFailures.Count,
        Unsteady = unsteady,
        UnsteadyLeftOut = unrepeated - unsteady.Count,
        Library = library.Report(bits),
        Divergences = request.Divergences,
        Timing = timing,
    };
}
