using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Gathers what a run finds into its report; holds counts and a bounded list, never the cases.</summary>
/// <param name="request">The run.</param>
public sealed class ReportBuilder(RunRequest request)
{
    // What passes must not crowd out what fails.
    const int ListedFailures = 500, ListedNotes = 100;
    const int ShrunkKinds = 20;

    readonly AgreementTally agreement = new();
    readonly CoverageTally coverage = new();
    readonly List<Disagreement> disagreements = [];
    readonly List<OracleFailure> oracleFailures = [];
    readonly List<(int Position, QuantityOutcome Judged)> toShrink = [];
    int leftOut, notes;

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
            oracleFailures.Add(new OracleFailure(outcome.Case, failure, request.Replay(outcome.Case)));
            return;
        }

        coverage.Add(outcome.Kind);
        agreement.Add(outcome);
        foreach (KernelOutcome kernel in outcome.Kernels)
        {
            if (kernel.Error is { } error)
                List(error);
            foreach (QuantityOutcome judged in kernel.Quantities)
                if (judged.Disagreement is { } disagreement)
                    Keep(disagreement, judged);
        }
    }

    /// <summary>Replaces the first counterexample of each kind by its smallest form.</summary>
    public void ShrinkCounterexamples(Counterexample counterexample)
    {
        foreach ((int position, QuantityOutcome judged) in toShrink)
        {
            Disagreement found = disagreements[position];
            if (counterexample.Shrink(found.Case, found.Kernel, judged.Quantity, judged.Verdict) is not { } smallest)
                continue;
            QuantityComparison shrunk = smallest.Quantities.Single(q => q.Quantity == judged.Quantity);
            disagreements[position] = DisagreementRecord.Of(smallest, shrunk, request.Replay(smallest.Trial.Descriptor)) with
            {
                FoundAs = found.Case,
            };
        }
    }

    /// <summary>The report.</summary>
    public ParityReport Build(RunTiming timing) => new()
    {
        // Without a single comparison nothing was shown.
        Passed = Failed == 0 && agreement.Rows().Count > 0,
        Seed = request.Seed,
        Cases = request.Cases,
        Judged = Done - oracleFailures.Count,
        Oracle = new OracleIdentity(request.Oracle.Name, request.Oracle.Version, request.Oracle.Live),
        Environment = Machine.Describe(request.Threads),
        Agreement = agreement.Rows(),
        Coverage = coverage.Rows(request.Oracle.Live ? request.Oracle.WhyNot : _ => null),
        Disagreements = disagreements,
        DisagreementsLeftOut = leftOut,
        OracleFailures = oracleFailures,
        Timing = timing,
    };

    void Keep(Disagreement disagreement, QuantityOutcome judged)
    {
        // One counterexample of each kind is shrunk. Shrinking takes a while, so there are not many.
        bool firstOfKind = disagreement.Fails && toShrink.Count < ShrunkKinds && !toShrink.Any(held =>
            disagreements[held.Position].Kernel == disagreement.Kernel
            && held.Judged.Quantity == judged.Quantity
            && held.Judged.Verdict == judged.Verdict);
        if (List(disagreement) && firstOfKind)
            toShrink.Add((disagreements.Count - 1, judged));
    }

    bool List(Disagreement disagreement)
    {
        bool room = disagreement.Fails ? disagreements.Count - notes < ListedFailures : notes < ListedNotes;
        if (!room)
        {
            leftOut++;
            return false;
        }

        notes += disagreement.Fails ? 0 : 1;
        disagreements.Add(disagreement);
        return true;
    }
}
