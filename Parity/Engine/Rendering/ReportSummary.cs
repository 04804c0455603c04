using Parity.Cases;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>What every form of the report says first, in one wording.</summary>
sealed class ReportSummary
{
    readonly ParityReport report;

    /// <summary>The summary of a report.</summary>
    public ReportSummary(ParityReport report) => this.report = report;

    /// <summary>The oracle with its version.</summary>
    public string Oracle => FailureText.OneLine($"{report.Oracle.Name} {report.Oracle.Version}")
        + (report.Oracle.Threads > 1 && report.Library?.Emulated != true ? $", {NumberText.Count(report.Oracle.Threads)} threads" : "");

    /// <summary>Verdict and oracle: the first line of every report.</summary>
    public string Headline => $"{report.Outcome} against {Oracle}";

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

    /// <summary>How many cases were asked for and judged, and what they were drawn from.</summary>
    public string Cases =>
        $"{NumberText.Count(report.Judged)} of {NumberText.Count(report.Cases)} judged{(report.Oracle.Live ? $", seed {NumberText.Count(report.Seed)}" : "")}"
        + (report.Shard is { } shard ? $", part {shard} of {NumberText.Count(shard.RunCases)} cases" : "");

    /// <summary>How the compared tensors fared.</summary>
    public string Tensors => Empty
        ? "none was compared"
        : string.Join(", ", Counts());

    /// <summary>Cases with an answer that the oracle did not repeat.</summary>
    public int Unsteady => report.Unsteady.Count + report.UnsteadyLeftOut;

    /// <summary>What became of those cases; null where there are none.</summary>
    public string? UnsteadyCases => Unsteady == 0 ? null
        : $"{NumberText.Count(Unsteady)} {(Unsteady == 1 ? "case" : "cases")} judged by an answer that two calls agree on: asked again, the oracle answered otherwise";

    /// <summary>One line for each kernel that does not keep the strictest standard over everything: what it was held to, and what it leaves out.</summary>
    public IEnumerable<string> Standards =>
        from row in report.Standards
        let judged = row.LeftOut.Count == 0 ? "" : $"; {NumberText.Count(row.Judged)} cases, without {string.Join(", ", row.LeftOut)}"
        let declare = row.CouldDeclare ? $"; {row.Tighter} could be declared ({NumberText.Percent(row.TighterShare)} of that)" : ""
        select FailureText.OneLine($"{row.Kernel}: {row.Standard}, {Kept(row.Share)}{declare}{judged}");

    static string Kept(double share) =>
        double.IsFinite(share) ? $"{NumberText.Percent(share)} of the bound" : "not kept: no finite value where one is right";

    /// <summary>Elements that were judged without a bound, by quantity; null without any.</summary>
    public string? Unbounded => Counted(row => row.Unbounded, "elements judged without a bound");

    /// <summary>Elements of the library that no bound limits, and that its known bits explain, by quantity; null without any.</summary>
    public string? ByBits => Counted(row => row.ByBits, "elements of the library explained by its known bits alone");

    /// <summary>
    /// What agreement to expect of any right kernel on ordinary float32 data; null where the run has none. Measured:
    /// <c>check --kernel manual --cases 5000</c> with the seeds 42 and 7, against TorchSharp 0.107.0.
    /// </summary>
    public string? Expected => report.Agreement.Any(row => row.Dtype == "float32" && row.Ordinary.Compared > 0) ? ExpectedText : null;

    /// <summary>The same, whatever was run.</summary>
    public static string ExpectedText => FormattableString.Invariant(
        $"on ordinary float32 data assert_close holds for {ExpectedShares.AssertClose} % of outputs and gradients of the input, allclose for {ExpectedShares.OutputAllclose} % and {ExpectedShares.GradInputAllclose} %: elements near 0 miss its absolute 1e-8. Neither decides");

    /// <summary>What was measured of it, in per cent of tensors.</summary>
    public static (double AssertClose, int OutputAllclose, int GradInputAllclose) ExpectedShares => (99.4, 65, 75);

    /// <summary>Rows per kernel, quantity and dtype: train and eval taken together.</summary>
    public static IReadOnlyList<AgreementRow> MergeModes(IEnumerable<AgreementRow> rows) =>
        [.. rows.GroupBy(row => new { row.Kernel, row.Quantity, row.Dtype }).Select(AgreementRow.Together)];

    /// <summary>What fails first, and one of each kind before a second of any, so that a short list shows the most.</summary>
    public static IReadOnlyList<Disagreement> TellingOrder(IEnumerable<Disagreement> disagreements) =>
    [
        .. disagreements
            .GroupBy(d => new { d.Kernel, d.Quantity, d.Verdict })
            .SelectMany(kind => kind.Select((told, rank) => new { Told = told, Rank = rank }))
            .OrderByDescending(d => d.Told.Fails).ThenBy(d => d.Rank > 0)
            .Select(d => d.Told),
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

    string? Counted(Func<AgreementRow, long> number, string what)
    {
        string[] counts =
        [
            .. report.Agreement.GroupBy(row => row.Quantity).Select(rows => new { rows.Key, Sum = rows.Sum(number) })
                .Where(count => count.Sum > 0).Select(count => $"{count.Key} {NumberText.Count(count.Sum)}"),
        ];
        return counts.Length == 0 ? null : $"{what}: {string.Join(", ", counts)}";
    }

    IEnumerable<string> Counts()
    {
        yield return $"{NumberText.Count(Compared)} compared";
        yield return $"{NumberText.Count(Agree)} agree";
        if (OracleWorse > 0)
            yield return $"{NumberText.Count(OracleWorse)} oracle worse";
        yield return $"{NumberText.Count(Failed)} failed";
    }
}

/// <summary>What fails in one way: one kernel, quantity and verdict.</summary>
/// <param name="Kernel">Kernel under test.</param>
/// <param name="Quantity">Quantity by torch's name, or <c>error</c>.</param>
/// <param name="Verdict">Verdict in words.</param>
/// <param name="Tensors">How many tensors.</param>
/// <param name="Compared">Of how many that were compared; 0 where that is not counted.</param>
/// <param name="Example">The first that is listed, made as small as it still fails; null where none is.</param>
sealed record FailureKind(string Kernel, string Quantity, string Verdict, int Tensors, int Compared, Disagreement? Example)
{
    static readonly string[] byCause = [.. QuantityNames.ByCause.Select(QuantityNames.TorchName)];

    /// <summary>Every kind of a report, as listed disagreements and agreement rows tell them; causes before what follows from them.</summary>
    public static IReadOnlyList<FailureKind> Of(ParityReport report)
    {
        var examples = report.Disagreements.Where(d => d.Fails).ToLookup(d => new { d.Kernel, d.Quantity, d.Verdict });
        FailureKind[] counted =
        [
            .. report.Agreement.GroupBy(row => row.Kernel).SelectMany(kernel => kernel.OrderBy(row => Array.IndexOf(byCause, row.Quantity)))
                .GroupBy(row => new { row.Kernel, row.Quantity }).SelectMany(rows => new[]
            {
                new { Verdict = "unexplained", Tensors = rows.Sum(row => row.Unexplained) },
                new { Verdict = "kernel worse", Tensors = rows.Sum(row => row.KernelWorse) },
                new { Verdict = "vacuous", Tensors = rows.Sum(row => row.Vacuous) },
            }.Where(failing => failing.Tensors > 0).Select(failing => new FailureKind(
                rows.Key.Kernel, rows.Key.Quantity, failing.Verdict, failing.Tensors, rows.Sum(row => row.Compared),
                examples[new { rows.Key.Kernel, rows.Key.Quantity, failing.Verdict }].FirstOrDefault()))),
        ];
        // An error that only one side raised is no tensor, so that no row counts it.
        var known = counted.Select(kind => new { kind.Kernel, kind.Quantity, kind.Verdict }).ToHashSet();
        return [.. counted, .. examples.Where(group => !known.Contains(group.Key)).Select(group => new FailureKind(
            group.Key.Kernel, group.Key.Quantity, group.Key.Verdict, group.Count(), 0, group.First()))];
    }
}
