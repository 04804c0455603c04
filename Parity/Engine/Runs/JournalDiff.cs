using Parity.Reports;

namespace Parity.Runs;

/// <summary>Compares two runs case by case, by the journals that lie beside their reports.</summary>
static class JournalDiff
{
    /// <summary>What kernels came to in the cases of both; null where a journal is missing, as beside a merged report.</summary>
    /// <param name="before">Folder of the first report, or its report.json.</param>
    /// <param name="after">Folder of the second.</param>
    /// <exception cref="UnusableException">A journal is damaged.</exception>
    public static CaseMoves? Of(string before, string after)
    {
        (string one, string other) = (JournalOf(before), JournalOf(after));
        if (!File.Exists(one) || !File.Exists(other))
            return null;
        var known = RecordedRun.Read(one).Outcomes().ToDictionary(outcome => (outcome.Number, outcome.Case), outcome => (Text: Text(outcome), outcome.RootUnknown));
        int both = 0, moved = 0, declared = 0;
        List<string> first = [];
        foreach (CaseOutcome outcome in RecordedRun.Read(other).Outcomes())
        {
            if (!known.TryGetValue((outcome.Number, outcome.Case), out (string Text, bool RootUnknown) earlier))
                continue;
            both++;
            if (earlier.Text == Text(outcome))
                continue;
            moved++;
            if (earlier.RootUnknown || outcome.RootUnknown)
                declared++;
            else if (first.Count < CaseMoves.Listed)
                first.Add(outcome.Case);
        }

        return new(both, moved, declared, first);
    }

    static string JournalOf(string report) =>
        Path.Combine(Directory.Exists(report) ? report : Path.GetDirectoryName(report) ?? "", Journal.FileName);

    // NaN is NaN, whatever its bits.
    static Disagreement Told(Disagreement disagreement) => disagreement with
    {
        Replay = "",
        ExpectedBits = disagreement.Expected is { } expected && double.IsNaN(expected) ? null : disagreement.ExpectedBits,
    };

    // All that is told of kernels, but for the command that shows it again, which names the oracle.
    static string Text(CaseOutcome outcome) => JournalFormat.Text(new CaseOutcome
    {
        Number = outcome.Number,
        Case = outcome.Case,
        Kind = outcome.Kind,
        OracleFailure = outcome.OracleFailure,
        Kernels =
        [
            .. outcome.Kernels.Select(kernel => kernel with
            {
                Error = kernel.Error is { } error ? error with { Told = error.Told with { Replay = "" } } : null,
                Quantities =
                [
                    .. kernel.Quantities.Select(quantity =>
                        quantity.Disagreement is { } disagreement ? quantity with { Disagreement = Told(disagreement) } : quantity),
                ],
            }),
        ],
    });
}
