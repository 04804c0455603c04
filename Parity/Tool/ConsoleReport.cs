using Parity.Rendering;
using Parity.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Parity.Tool;

/// <summary>The report at the end of a run, on a terminal or in a log.</summary>
public static class ConsoleReport
{
    const int RedirectedWidth = 80;
    const int LabelWidth = 12;
    const int MostDisagreements = 10;
    const int MostOracleFailures = 5;
    const int MostUnsteady = 5;

    /// <summary>Writes verdict, agreement, failures and where the files are.</summary>
    /// <remarks>Output that is not a terminal is written for 80 columns, whatever the environment says.</remarks>
    public static void Write(IAnsiConsole console, ParityReport report, IReadOnlyList<string> files)
    {
        int width = console.Profile.Width;
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = RedirectedWidth;
        try
        {
            WriteSummary(console, report);
            if (new ReportSummary(report).Expected is { } expected)
                Wrapped(console, $"  expect    {expected}", LabelWidth);
            foreach (var kernel in ReportSummary.MergeModes(report.Agreement).GroupBy(row => row.Kernel))
                WriteAgreement(console, kernel.Key, [.. kernel]);
            WriteFailures(console, report);
            WriteFiles(console, files);
        }
        finally
        {
            console.Profile.Width = width;
        }
    }

    static void WriteSummary(IAnsiConsole console, ParityReport report)
    {
        var summary = new ReportSummary(report);
        Line(console, summary.Headline, new Style(report.Passed ? Color.Green : Color.Red, decoration: Decoration.Bold));
        Line(console, $"  oracle    {summary.Oracle}{(report.Oracle.Caution is null ? ", live" : "")}");
        if (report.Oracle.Caution is { } caution)
            Wrapped(console, $"  WARNING   {FailureText.OneLine(caution)}", LabelWidth, new Style(Color.Yellow, decoration: Decoration.Bold));
        Line(console, $"  cases     {summary.Cases}");
        Line(console, $"  tensors   {summary.Tensors}");
        foreach (string standard in summary.Standards)
            Wrapped(console, $"  held to   {standard}", LabelWidth);
        if (summary.Unbounded is { } unbounded)
            Wrapped(console, $"  unbounded {unbounded}", LabelWidth);
        if (summary.ByBits is { } bits)
            Wrapped(console, $"  by bits   {bits}", LabelWidth);
        if (summary.UnsteadyCases is { } unsteady)
            Wrapped(console, $"  unsteady  {unsteady}", LabelWidth, new Style(Color.Yellow));
        if (report.Library is { } library)
            WriteLibrary(console, library);
        if (report.Divergences is { } divergences)
            WriteDivergences(console, divergences);
        foreach (string line in report.Baseline is { } baseline ? BaselineText.Lines(baseline) : [])
            Wrapped(console, line, LabelWidth, new Style(report.Baseline!.Passed ? Color.Yellow : Color.Red));
    }

    static void WriteLibrary(IAnsiConsole console, LibraryReport library)
    {
        Wrapped(console, $"  library   {library.Headline(number => NumberText.Count(number))}", LabelWidth, library.Departure is null ? Style.Plain : new Style(Color.Yellow));
        foreach (string finding in library.Findings(number => NumberText.Count(number)).Take(MostDisagreements))
            Wrapped(console, $"  {(library.Departure is null ? "FAILED" : "NOTE  ")}    {finding}", LabelWidth, new Style(library.Departure is null ? Color.Red : Color.Yellow));
    }

    static void WriteDivergences(IAnsiConsole console, DivergenceComparison divergences)
    {
        Line(console, $"  diverges  {divergences.Headline()}", divergences.Problems.Count == 0 ? Style.Plain : new Style(Color.Red));
        if (divergences.OursHeadline() is { } ours)
            Line(console, $"            {ours}", divergences.Ours.Count == 0 ? Style.Plain : new Style(Color.Red));
        foreach (DivergenceProblem problem in divergences.Failing)
        {
            Wrapped(console, $"  FAILED    {FailureText.OneLine(problem.Text)}:", LabelWidth, new Style(Color.Red));
            Line(console, problem.Line);
        }
    }

    static void WriteAgreement(IAnsiConsole console, string kernel, IReadOnlyList<AgreementRow> rows)
    {
        Line(console, "");
        Line(console, FailureText.OneLine(kernel), new Style(decoration: Decoration.Bold));
        foreach ((string line, bool fails) in AgreementTable.Lines(rows))
            Line(console, line, fails ? new Style(Color.Red, decoration: Decoration.Bold) : Style.Plain);
    }

    static void WriteFailures(IAnsiConsole console, ParityReport report)
    {
        int width = console.Profile.Width;
        foreach (var disagreement in ReportSummary.TellingOrder(report.Disagreements).Take(MostDisagreements))
            Block(console, FailureText.Of(disagreement, report.Oracle, width), disagreement.Fails ? Color.Red : Color.Yellow);
        More(console, ReportSummary.More(report.Disagreements.Count - MostDisagreements, report.DisagreementsLeftOut, "disagreements"));

        foreach (var failure in report.OracleFailures.Take(MostOracleFailures))
            Block(console, FailureText.Of(failure, report.Oracle, width), Color.Red);
        More(console, ReportSummary.More(report.OracleFailures.Count - MostOracleFailures, 0, "cases without an answer"));

        foreach (var unsteady in report.Unsteady.Take(MostUnsteady))
            Block(console, FailureText.Of(unsteady, report.Oracle, width), Color.Yellow);
        More(console, ReportSummary.More(report.Unsteady.Count - MostUnsteady, report.UnsteadyLeftOut, "unsteady cases"));
    }

    static void WriteFiles(IAnsiConsole console, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            return;
        Line(console, "");
        for (int i = 0; i < files.Count; i++)
            Line(console, (i == 0 ? "report  " : "        ") + files[i]);
    }

    static void Block(IAnsiConsole console, string text, Color color)
    {
        string[] lines = text.Split('\n');
        Line(console, "");
        Line(console, lines[0], new Style(color, decoration: Decoration.Bold));
        foreach (string line in lines[1..])
            Line(console, line);
    }

    static void More(IAnsiConsole console, string? more)
    {
        if (more is null)
            return;
        Line(console, "");
        Wrapped(console, more, 0);
    }

    static void Wrapped(IAnsiConsole console, string text, int indent, Style? style = null)
    {
        foreach (string line in FailureText.Wrapped(text, console.Profile.Width, indent).Split('\n'))
            Line(console, line, style);
    }

    static void Line(IAnsiConsole console, string text, Style? style = null) => console.Write(new UnwrappedLine(text, Visible(console, style)));

    // A log is plain text, also where Spectre believes that it could show colours.
    static Style Visible(IAnsiConsole console, Style? style) => console.Profile.Out.IsTerminal ? style ?? Style.Plain : Style.Plain;

    // Spectre breaks a Text at the console's width; a replay command must stay one line that can be copied.
    sealed class UnwrappedLine(string text, Style style) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(text.Length, text.Length);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [new Segment(text, style), Segment.LineBreak];
    }
}
