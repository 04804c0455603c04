namespace Parity.Reports;

/// <summary>What every form of the report says first, in one wording.</summary>
sealed class ReportSummary
{
    /// <summary>Says that nothing was computed to compare with.</summary>
    public const string RecordedOnly = "recorded fixtures only: no library was run";

    readonly ParityReport report;

    /// <summary>The summary of a report.</summary>
    public ReportSummary(ParityReport report) => this.report = report;

    /// <summary><c>PASSED</c>, <c>FAILED</c>, or <c>INTERRUPTED</c> where not all was judged.</summary>
    public string Verdict => report.Passed ? "PASSED" : report.Interrupted ? "INTERRUPTED" : "FAILED";

    /// <summary>The oracle with its version.</summary>
    public string Oracle => FailureText.OneLine($"{report.Oracle.Name} {report.Oracle.Version}");

    /// <summary>Verdict and oracle: the first line of every report.</summary>
    public string Headline => $"{Verdict} against {Oracle}";

    /// <summary>Tensors compared.</summary>
    public int Compared => report.Agreement.Sum(row => row.Compared);

    /// <summary>Tensors that agree.</summary>
    public int Agree => report.Agreement.Sum(row => row.Agree);

    /// <summary>Tensors that the oracle got wrong.</summary>
    public int OracleWorse => report.Agreement.Sum(row => row.OracleWorse);

    /// <summary>Tensors that fail the gate.</summary>
    public int Failed => report.Agreement.Sum(row => row.Failed);

    /// <summary>Whether no tensor was compared, so that nothing could have failed.</summary>
    public bool Empty => Compared == 0;

    /// <summary>How many cases were asked for and judged.</summary>
    public string Cases =>
        $"{NumberText.Count(report.Judged)} of {NumberText.Count(report.Cases)} judged, seed {NumberText.Count(report.Seed)}"
        + (report.Shard is { } shard ? $", part {shard} of {NumberText.Count(shard.RunCases)} cases" : "");

    /// <summary>How the compared tensors fared.</summary>
    public string Tensors => Empty
        ? "none was compared"
        : string.Join(", ", Counts().Select(count => $"{NumberText.Count(count.Number)} {count.Words}"));

    /// <summary>Rows per kernel, quantity and dtype: train and eval taken together.</summary>
    public static IReadOnlyList<AgreementRow> MergeModes(IEnumerable<AgreementRow> rows) =>
        [.. rows.GroupBy(row => (row.Kernel, row.Quantity, row.Dtype)).Select(AgreementRow.Together)];

    /// <summary>What fails first, and one of each kind before a second of any, so that a short list shows the most.</summary>
    public static IReadOnlyList<Disagreement> TellingOrder(IEnumerable<Disagreement> disagreements) =>
    [
        .. disagreements
            .GroupBy(d => (d.Kernel, d.Quantity, d.Verdict))
            .SelectMany(kind => kind.Select((disagreement, rank) => (disagreement, rank)))
            .OrderByDescending(d => d.disagreement.Fails).ThenBy(d => d.rank > 0)
            .Select(d => d.disagreement),
    ];

    /// <summary>Where the rest of a shortened list is; null when nothing is missing.</summary>
    /// <param name="listed">Entries that the record lists and this form does not.</param>
    /// <param name="countedOnly">Entries that the record itself only counts.</param>
    /// <param name="what">What they are.</param>
    public static string? More(int listed, int countedOnly, string what) => (listed > 0, countedOnly > 0) switch
    {
        (true, true) => $"and {NumberText.Count(listed)} more {what} in report.html and report.json; {NumberText.Count(countedOnly)} beyond those were only counted",
        (true, false) => $"and {NumberText.Count(listed)} more {what} in report.html and report.json",
        (false, true) => $"and {NumberText.Count(countedOnly)} more {what} that were only counted",
        _ => null,
    };

    IEnumerable<(int Number, string Words)> Counts()
    {
        yield return (Compared, "compared");
        yield return (Agree, "agree");
        if (OracleWorse > 0)
            yield return (OracleWorse, "oracle worse");
        yield return (Failed, "failed");
    }
}
