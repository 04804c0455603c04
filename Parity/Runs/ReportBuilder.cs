using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Gathers what a run finds into its report; holds counts and a bounded list, never the cases.</summary>
/// <param name="request">The run.</param>
public sealed class ReportBuilder(RunRequest request)
{
    // What passes must not crowd out what fails.
    const int ListedFailures = 500, ListedNotes = 100;
    const int HeldFailures = 20;

    readonly AgreementTally agreement = new();
    readonly CoverageTally coverage = new();
    readonly List<Disagreement> disagreements = [];
    readonly List<OracleFailure> oracleFailures = [];
    readonly List<(int Position, CaseComparison Comparison, QuantityComparison Judged)> toShrink = [];
    int leftOut, notes;

    /// <summary>Cases that came through, judged or lost.</summary>
    public int Done { get; private set; }

    /// <summary>Cases that failed the gate or were lost.</summary>
    public int Failed { get; private set; }

    /// <summary>Counts a trial and keeps what disagrees.</summary>
    public void Add(JudgedTrial judged)
    {
        Done++;
        if (judged.OracleFailure is { } failure)
        {
            Failed++;
            oracleFailures.Add(new OracleFailure(judged.Trial.Descriptor, failure, Replay(judged.Trial.Descriptor)));
            return;
        }

        coverage.Add(judged.Trial.Case);
        bool failed = false;
        foreach (CaseComparison comparison in judged.Comparisons)
        {
            agreement.Add(comparison);
            failed |= !comparison.Passed;
            if (comparison.ErrorMismatch is { } mismatch)
                List(DisagreementRecord.OfErrors(comparison, mismatch, Replay(comparison.Trial.Descriptor)));
            foreach (QuantityComparison quantity in comparison.Quantities.Where(q => q.Verdict != Verdict.Agree))
                Keep(comparison, quantity);
        }

        Failed += failed ? 1 : 0;
    }

    /// <summary>Replaces the first counterexample of each kind by its smallest form.</summary>
    public void ShrinkCounterexamples(Counterexample counterexample)
    {
        foreach ((int position, CaseComparison comparison, QuantityComparison judged) in toShrink)
        {
            CaseComparison smallest = counterexample.Shrink(comparison, judged.Quantity, judged.Verdict);
            QuantityComparison shrunk = smallest.Quantities.Single(q => q.Quantity == judged.Quantity);
            disagreements[position] = DisagreementRecord.Of(smallest, shrunk, Replay(smallest.Trial.Descriptor)) with
            {
                FoundAs = comparison.Trial.Descriptor,
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

    void Keep(CaseComparison comparison, QuantityComparison judged)
    {
        // One counterexample of each kind is shrunk; each holds its tensors until then, so there are not many.
        bool firstOfKind = judged.Verdict.Fails() && toShrink.Count < HeldFailures && !toShrink.Any(held =>
            held.Comparison.Kernel == comparison.Kernel
            && held.Judged.Quantity == judged.Quantity
            && held.Judged.Verdict == judged.Verdict);
        if (List(DisagreementRecord.Of(comparison, judged, Replay(comparison.Trial.Descriptor))) && firstOfKind)
            toShrink.Add((disagreements.Count - 1, comparison, judged));
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

    string Replay(string descriptor) => $"./run.sh replay {descriptor}{request.ReplayOptions}";
}
