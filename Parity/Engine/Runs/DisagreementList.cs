using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>The disagreements that a report lists, in the order of cases, with a limit on each sort.</summary>
/// <remarks>What it lists depends on the order alone, so the lists of a run's parts, one after the other, make the whole run's.</remarks>
sealed class DisagreementList
{
    // What passes must not crowd out what fails.
    const int ListedFailures = 500, ListedNotes = 100;

    // A kernel that gives no answer may give none to any case; the others' failures need their room.
    const int ListedPerEnd = 50;

    // Shrinking takes a while, so there are not many.
    const int ShrunkKinds = 20;

    readonly List<Disagreement> items = [];
    readonly Dictionary<(string Kernel, string Quantity, string Verdict), int> counterexamples = [];
    readonly Dictionary<(string Kernel, string Verdict), int> ends = [];
    int notes;

    /// <summary>The disagreements.</summary>
    public IReadOnlyList<Disagreement> Items => items;

    /// <summary>How many were beyond the limits.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Adds a disagreement as it was found, or counts it where there is no room.</summary>
    /// <param name="found">The disagreement as it was drawn.</param>
    /// <param name="shrunk">Its smaller form, listed in its place where it is the first failure of its kind.</param>
    public void Add(Disagreement found, Disagreement? shrunk = null)
    {
        bool noAnswer = IsNoAnswer(found);
        if (noAnswer && ends.GetValueOrDefault((found.Kernel, found.Verdict)) >= ListedPerEnd)
        {
            LeftOut++;
            return;
        }

        if (found.Fails ? items.Count - notes >= ListedFailures : notes >= ListedNotes)
        {
            LeftOut++;
            return;
        }

        notes += found.Fails ? 0 : 1;
        if (noAnswer)
            ends[(found.Kernel, found.Verdict)] = ends.GetValueOrDefault((found.Kernel, found.Verdict)) + 1;
        bool first = found.Fails && (found.Quantity != DisagreementRecord.ErrorQuantity || noAnswer)
            && counterexamples.Count < ShrunkKinds
            && counterexamples.TryAdd((found.Kernel, found.Quantity, found.Verdict), items.Count);
        items.Add(first ? shrunk ?? found : found);
    }

    static bool IsNoAnswer(Disagreement found) =>
        found.Quantity == DisagreementRecord.ErrorQuantity && found.Verdict != Verdict.Unexplained.Words();

    /// <summary>Replaces the first failure of each kind by its smallest form.</summary>
    /// <param name="shrink">Gives the smallest form, or null where there is none.</param>
    public void ShrinkFirstOfEachKind(Func<Disagreement, Disagreement?> shrink)
    {
        foreach (int position in counterexamples.Values.Order())
            items[position] = shrink(items[position]) ?? items[position];
    }
}
