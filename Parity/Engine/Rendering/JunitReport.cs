using System.Globalization;
using System.Text;
using System.Xml;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>The report as <c>junit.xml</c>, which CI systems show: one test case per kernel, quantity, dtype and mode.</summary>
static class JunitReport
{
    const int MostTold = 3;

    /// <summary>The report as JUnit XML: a suite per kernel, and one for the run itself.</summary>
    public static string Write(ParityReport report)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, IndentChars = "  ", NewLineChars = "\n", Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(text, settings))
            Write(xml, report);
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}\n";
    }

    static void Write(XmlWriter xml, ParityReport report)
    {
        TestCase[][] suites = [RunCases(report), .. report.Agreement.GroupBy(row => row.Kernel).Select(rows => KernelCases(report, [.. rows]))];
        Start(xml, "testsuites", ("name", new ReportSummary(report).Headline));
        Counts(xml, [.. suites.SelectMany(cases => cases)]);
        xml.WriteAttributeString("time", report.Timing.Seconds.ToString("0.000", CultureInfo.InvariantCulture));
        foreach (TestCase[] cases in suites)
        {
            Start(xml, "testsuite", ("name", cases[0].Suite));
            Counts(xml, cases);
            xml.WriteAttributeString("timestamp", report.Timing.Started.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
            foreach (TestCase test in cases)
                Write(xml, test);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    static TestCase[] RunCases(ParityReport report) =>
    [
        new("run", "parity", "something was compared", report.Agreement.Count > 0 ? null : new Problem("nothing was compared", "vacuous", "")),
        new("run", "parity", "the oracle answered every case", Lost(report)),
        new("run", "parity", "the run came to its end", report.Interrupted ? new Problem("the run was interrupted", "interrupted", "", IsError: true) : null),
        .. report.Divergences is { } divergences ? [new("run", "parity", "no divergence of the library is new or gone, and ours says what PyTorch says", Diverged(divergences))] : (TestCase[])[],
        .. report.Library is { Departure: null } library ? [new("run", "parity", "the library keeps to its known arithmetic", Changed(library))] : (TestCase[])[],
        .. report.Baseline is { } baseline ? [new("run", "parity", "nothing drifted from the baseline", Drift(baseline))] : (TestCase[])[],
    ];

    static Problem? Drift(BaselineComparison baseline) => baseline.Passed ? null : new Problem(
        BaselineText.Headline(baseline), BaselineText.Word(baseline.Level), $"\n{string.Join('\n', BaselineText.Lines(baseline))}\n");

    static Problem? Diverged(DivergenceComparison divergences) => divergences.Passed ? null : new Problem(
        divergences.Both(), "divergence", $"\n{string.Join('\n', divergences.Failing)}\n");

    static Problem? Changed(LibraryReport library)
    {
        string[] findings = [.. library.Findings(number => NumberText.Count(number))];
        return findings.Length == 0 ? null : new Problem(findings[0], "arithmetic changed", $"\n{string.Join('\n', findings)}\n");
    }

    static Problem? Lost(ParityReport report)
    {
        int lost = report.OracleFailures.Count + report.OracleFailuresLeftOut;
        return lost == 0 ? null : new Problem(
            $"{NumberText.Count(lost)} cases without an answer", "no answer",
            Told(report.OracleFailures.Select(failure => FailureText.Of(failure, report.Oracle)), lost), IsError: true);
    }

    // A counterexample may have become another dtype while it was made small: it counts where it was found.
    // What agreement does not count, such as an error that only one side raised, gets a case where it fails.
    static TestCase[] KernelCases(ParityReport report, AgreementRow[] rows)
    {
        var failures = report.Disagreements.Where(d => d.Fails && d.Kernel == rows[0].Kernel).ToLookup(d => Cell.Of(d.Found ?? d));
        var counted = rows.Select(Cell.Of).ToHashSet();
        return
        [
            .. rows.Select(row => Case(row.Kernel, row.Quantity, row.Dtype, row.Mode,
                row.Failed == 0 ? null : Failure(report, [.. failures[Cell.Of(row)]], row.Failed, $"{NumberText.Count(row.Failed)} of {NumberText.Count(row.Compared)} tensors fail: {Verdicts(row)}"))),
            .. failures.Where(group => !counted.Contains(group.Key)).Select(group => Case(rows[0].Kernel, group.Key.Quantity, group.Key.Dtype, group.Key.Mode,
                Failure(report, [.. group], group.Count(), $"{NumberText.Count(group.Count())} fail"))),
        ];
    }

    static TestCase Case(string kernel, string quantity, string? dtype, string? mode, Problem? problem) =>
        new(kernel, $"parity.{kernel}", string.Join(' ', new[] { quantity, dtype, mode }.Where(word => word is not null)), problem);

    static string Verdicts(AgreementRow row) => string.Join(", ", new[] { (row.KernelWorse, "kernel worse"), (row.Unexplained, "unexplained"), (row.Vacuous, "vacuous") }
        .Where(verdict => verdict.Item1 > 0).Select(verdict => $"{NumberText.Count(verdict.Item1)} {verdict.Item2}"));

    static Problem Failure(ParityReport report, Disagreement[] listed, int all, string message) => new(
        message, listed.Length > 0 ? listed[0].Verdict : "failure", Told(listed.Select(d => FailureText.Of(d, report.Oracle)), all));

    static string Told(IEnumerable<string> texts, int all)
    {
        string[] told = [.. texts.Take(MostTold)];
        string more = told.Length < all ? $"\n\nand {NumberText.Count(all - told.Length)} more in report.html and report.json" : "";
        return $"\n{string.Join("\n\n", told)}{more}\n";
    }

    static void Write(XmlWriter xml, TestCase test)
    {
        Start(xml, "testcase", ("classname", test.Class), ("name", test.Name));
        if (test.Problem is { } problem)
        {
            Start(xml, problem.IsError ? "error" : "failure", ("message", problem.Message), ("type", problem.Type));
            xml.WriteString(Legal(problem.Text));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    static void Start(XmlWriter xml, string name, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name);
        foreach ((string attribute, string value) in attributes)
            xml.WriteAttributeString(attribute, Legal(value));
    }

    static void Counts(XmlWriter xml, IReadOnlyCollection<TestCase> cases)
    {
        xml.WriteAttributeString("tests", NumberText.Count(cases.Count));
        xml.WriteAttributeString("failures", NumberText.Count(cases.Count(test => test.Problem is { IsError: false })));
        xml.WriteAttributeString("errors", NumberText.Count(cases.Count(test => test.Problem is { IsError: true })));
    }

    // XML has no control characters and no half pairs, not even escaped.
    static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            legal.Append(rune.Value is '\n' or >= 0x20 and not (0xFFFE or 0xFFFF) ? rune : Rune.ReplacementChar);
        return legal.ToString();
    }

    // What one test case is about.
    sealed record Cell(string Quantity, string? Dtype, string? Mode)
    {
        public static Cell Of(AgreementRow row) => new(row.Quantity, row.Dtype, row.Mode);

        public static Cell Of(Disagreement d) => new(d.Quantity, d.BatchDtype, d.Mode);
    }

    sealed record TestCase(string Suite, string Class, string Name, Problem? Problem);

    sealed record Problem(string Message, string Type, string Text, bool IsError = false);
}
