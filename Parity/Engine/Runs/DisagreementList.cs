using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>The disagreements that a report lists, in the order of cases, with a limit on each sort.</summary>
/// <remarks>
/// What it lists depends on the order alone. The first of a kind in a run is the first of that kind in its part too, so
/// that what the parts have shrunk is enough for the whole.
/// </remarks>
sealed class DisagreementList
{
    // What passes must not crowd out what fails.
    const int ListedFailures = 500, ListedNotes = 100;

    // A kernel that gives no answer may give none to any case; the others' failures need their room.
    const int ListedPerEnd = 50;

    // Shrinking takes a while, so there are not many.
    const int ShrunkKinds = 20;

    readonly List<Finding> found = [];
    readonly Dictionary<(string Kernel, Quantity? Quantity, Verdict Verdict), int> firsts = [];
    readonly Dictionary<(string Kernel, Verdict Verdict), int> ends = [];
    readonly List<Counterexample> shrunk = [];
    int notes;

    /// <summary>The disagreements; the first failure of each kind in its smallest form, where that is known.</summary>
    public IReadOnlyList<Disagreement> Items
    {
        get
        {
            HashSet<int> first = [.. firsts.Values];
            return [.. found.Select((one, at) => (first.Contains(at) ? shrunk.Find(made => made.IsOf(one))?.Smallest : null) ?? one.Told)];
        }
    }

    /// <summary>The first failures of their kinds whose smallest form is not known yet, in the order of cases.</summary>
    public IReadOnlyList<Finding> Unshrunk =>
        [.. firsts.Values.Order().Select(at => found[at]).Where(first => !shrunk.Exists(made => made.IsOf(first)))];

    /// <summary>How many were beyond the limits.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Adds what was found in a case, or counts it where there is no room.</summary>
    public void Add(Finding one)
    {
        bool fails = one.Verdict.Fails();
        int before = one.IsNoAnswer ? ends.GetValueOrDefault((one.Kernel, one.Verdict)) : 0;
        if (before >= ListedPerEnd || (fails ? found.Count - notes >= ListedFailures : notes >= ListedNotes))
        {
            LeftOut++;
            return;
        }

        notes += fails ? 0 : 1;
        if (one.IsNoAnswer)
            ends[(one.Kernel, one.Verdict)] = before + 1;
        if (fails && (one.Quantity is not null || one.IsNoAnswer) && firsts.Count < ShrunkKinds)
            firsts.TryAdd((one.Kernel, one.Quantity, one.Verdict), found.Count);
        found.Add(one);
    }

    /// <summary>Adds what shrinking made of the first failure of a kind.</summary>
    public void Add(Counterexample made) => shrunk.Add(made);
}
