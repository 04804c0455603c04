using System.Text;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>The report as <c>report.md</c>: one page that reads as a job summary, however much fails.</summary>
static class MarkdownReport
{
    // Fewer than 100 lines; what one section does not use, the agreement table may.
    const int LineBudget = 99;
    const int FailureLines = 28;
    const int OracleFailureLines = 12;
    const int BaselineLines = 12;
    const int DivergenceProblems = 4;
    const int MostKinds = 10;
    const int FewestAgreementRows = 6;

    /// <summary>The report as GitHub-flavoured Markdown of fewer than 100 lines.</summary>
    public static string Write(ParityReport report)
    {
        var head = Head(report);
        List<string> failures = [.. Kinds(report), .. Failures(report)];
        var oracleFailures = OracleFailures(report);
        List<string> baseline = [.. Baseline(report), .. Divergences(report)];
        var foot = Coverage(report).Concat(Environment(report)).ToList();
        int left = LineBudget - head.Count - failures.Count - oracleFailures.Count - baseline.Count - foot.Count;
        var agreement = Agreement(report, left);
        // What fails comes first; what passes is told after how well it agrees.
        List<string>[] body = report.Disagreements.Any(d => d.Fails) || report.OracleFailures.Count > 0
            ? [failures, oracleFailures, agreement]
            : [agreement, failures];
        return string.Concat(((List<string>[])[head, baseline, .. body, foot]).SelectMany(lines => lines).Select(line => line + "\n"));
    }

    static List<string> Head(ParityReport report)
    {
        var summary = new ReportSummary(report);
        List<string> lines = [$"# {Escape(summary.Headline)}", ""];
        if (report.Oracle.Caution is { } caution)
            lines.AddRange(["> [!WARNING]", $"> **{Escape(caution)}.**", ""]);
        string unsteady = summary.UnsteadyCases is { } cases ? $" Unsteady: {cases}; both answers are in report.html and report.json." : "";
        lines.AddRange([$"Cases: {Escape(summary.Cases)}. Tensors: {Escape(summary.Tensors)}.{unsteady}{Divergent(report)}{Bits(report)}", ""]);
        string[] findings = [.. report.Library?.Findings(number => NumberText.Count(number)).Take(MostKinds).Select(finding => $"- {Escape(finding)}") ?? []];
        if (findings.Length > 0)
            lines.AddRange([.. findings, ""]);
        if (report.Standards.Count > 0)
            lines.AddRange([.. summary.Standards.Select(standard => $"- {Escape(standard)}"), ""]);
        if (summary.Unbounded is { } unbounded)
            lines.AddRange([$"{Escape(unbounded)}.", ""]);
        if (summary.ByBits is { } bits)
            lines.AddRange([$"{Escape(bits)}.", ""]);
        return lines;
    }

    static List<string> Baseline(ParityReport report)
    {
        if (report.Baseline is not { } baseline)
            return [];
        string[] lines = [.. BaselineText.Lines(baseline)];
        string[] body = [.. lines.Take(BaselineLines), .. lines.Length > BaselineLines ? ["  ... the rest is in report.html and report.json"] : (string[])[]];
        string fence = Fence(body);
        return ["## Since the baseline", "", fence, .. body, fence, ""];
    }

    static string Bits(ParityReport report) => report.Library is { } library ? $" Bits: {Escape(library.Headline(number => NumberText.Count(number)))}." : "";

    static string Divergent(ParityReport report) => report.Divergences is { } divergences ? $" Divergences: {divergences.Both()}." : "";

    static List<string> Divergences(ParityReport report)
    {
        if (report.Divergences is not { Passed: false } divergences)
            return [];
        List<string> lines = [$"## Divergences of {Escape(divergences.Library)}", "", $"{divergences.Both()}:", ""];
        foreach (DivergenceProblem problem in divergences.Failing.Take(DivergenceProblems))
            lines.Add($"- {Escape(problem.Text)}: <code>{Escape(problem.Line)}</code>");
        if (ReportSummary.More(divergences.Failing.Count() - DivergenceProblems, 0, "divergences") is { } more)
            lines.AddRange(["", more]);
        return [.. lines, ""];
    }

    static List<string> Agreement(ParityReport report, int left)
    {
        var rows = ReportSummary.MergeModes(report.Agreement);
        if (rows.Count == 0)
            return [];
        List<string> lines =
        [
            "## Agreement", "",
            .. new ReportSummary(report).Expected is { } expected ? [$"Expect: {Escape(expected)}.", ""] : (string[])[],
            "| kernel | quantity | dtype | cases | agree | failed | ordinary data | allclose | assert_close | max ULP | harsh data | allclose | assert_close | max ULP | of bound | max \\|diff\\| |",
            $"| --- | --- | ---{string.Concat(Enumerable.Repeat(" | ---:", 13))} |",
        ];
        int room = Math.Max(FewestAgreementRows, left - lines.Count - 1);
        bool cut = rows.Count > room;
        if (cut)
            // Two lines say how many are left out; what failed must not be among them.
            rows = [.. rows.OrderByDescending(row => row.Failed > 0).Take(room - 2)];
        lines.AddRange(rows.Select(AgreementLine));
        if (cut)
            lines.AddRange(["", $"and {NumberText.Count(ReportSummary.MergeModes(report.Agreement).Count - rows.Count)} more rows in report.html and report.json"]);
        lines.Add("");
        return lines;
    }

    static string AgreementLine(AgreementRow row)
    {
        string failed = NumberText.Count(row.Failed);
        return Row(
            Escape(row.Kernel), Escape(row.Quantity), Escape(row.Dtype), NumberText.Count(row.Compared), NumberText.Count(row.Agree),
            row.Failed > 0 ? $"**{failed}**" : failed, Part(row.Ordinary), Part(row.Harsh), NumberText.Percent(row.KernelShare), NumberText.Difference(row.MaxAbs));
    }

    // Four cells of one kind of data.
    static string Part(AgreementPart part) => string.Join(
        " | ", NumberText.Count(part.Compared), NumberText.Share(part.Allclose, part.Compared), NumberText.Share(part.AssertClose, part.Compared), part.Compared == 0 ? "-" : NumberText.Ulp(part.MaxUlp));

    static List<string> Kinds(ParityReport report)
    {
        var kinds = FailureKind.Of(report);
        if (kinds.Count == 0)
            return [];
        List<string> lines =
        [
            "## What fails", "",
            "| kernel | quantity | verdict | tensors | smallest found |",
            "| --- | --- | --- | ---: | --- |",
            .. kinds.Take(MostKinds).Select(kind => Row(
                Escape(kind.Kernel), Escape(kind.Quantity), Escape(kind.Verdict),
                kind.Compared > 0 ? $"**{NumberText.Count(kind.Tensors)}** of {NumberText.Count(kind.Compared)}" : $"**{NumberText.Count(kind.Tensors)}**",
                kind.Example is { } example ? $"<code>{Escape(example.Replay)}</code>" : "")),
            "",
        ];
        if (ReportSummary.More(kinds.Count - MostKinds, 0, "kinds") is { } more)
            lines.AddRange([more, ""]);
        return lines;
    }

    static List<string> Failures(ParityReport report) => Blocks(
        report.Disagreements.Any(d => d.Fails) ? "The first of them" : "Where the oracle is worse", "disagreements",
        [.. ReportSummary.TellingOrder(report.Disagreements).Select(d => FailureText.Of(d, report.Oracle))],
        report.DisagreementsLeftOut, FailureLines);

    static List<string> OracleFailures(ParityReport report) => Blocks(
        "Cases without an answer", "cases without an answer",
        [.. report.OracleFailures.Select(failure => FailureText.Of(failure, report.Oracle))], 0, OracleFailureLines);

    static List<string> Blocks(string title, string what, string[] blocks, int leftOut, int most)
    {
        if (blocks.Length + leftOut == 0)
            return [];
        List<string> body = [];
        int shown = 0;
        while (shown < blocks.Length && body.Count + Height(blocks[shown]) + (shown > 0 ? 1 : 0) <= most)
        {
            if (shown > 0)
                body.Add("");
            body.AddRange(blocks[shown++].Split('\n'));
        }
        List<string> lines = [$"## {title}", ""];
        if (shown > 0)
        {
            string fence = Fence(body);
            lines.AddRange([fence, .. body, fence, ""]);
        }
        if (ReportSummary.More(blocks.Length - shown, leftOut, what) is { } more)
            lines.AddRange([more, ""]);
        return lines;
    }

    static int Height(string block) => block.Count(c => c == '\n') + 1;

    // A fence ends at the first run of backticks that is at least as long.
    static string Fence(IEnumerable<string> body)
    {
        int longest = 0;
        foreach (string line in body)
            for (int i = 0, run = 0; i < line.Length; i++)
                longest = Math.Max(longest, run = line[i] == '`' ? run + 1 : 0);
        return new string('`', Math.Max(3, longest + 1));
    }

    static IEnumerable<string> Coverage(ParityReport report)
    {
        if (report.Coverage.Count == 0)
            return [];
        var rows = report.Coverage.GroupBy(row => new { row.Module, row.Mode }).Select(group => Row(
            Escape(group.Key.Module), Escape(group.Key.Mode), NumberText.Count(group.Sum(row => row.Cases)),
            Shares(group, row => row.Dtype), Shares(group, row => row.Layout)));
        return ["## Coverage", "", "| module | mode | cases | dtypes | layouts |", "| --- | --- | ---: | --- | --- |", .. rows.Take(8), "", .. Options(report)];
    }

    static IEnumerable<string> Options(ParityReport report)
    {
        if (report.Options.Count == 0)
            return [];
        // One line: the table is in the other reports, and what failed needs the room.
        var groups = report.Options.GroupBy(row => row.Group).Select(group =>
            $"**{Escape(group.Key)}** {string.Join(", ", group.Select(row => $"{Escape(row.Option)} {NumberText.Count(row.Cases)}"))}");
        return [$"Cases by option: {string.Join("; ", groups)}.", ""];
    }

    static string Shares(IEnumerable<CoverageRow> rows, Func<CoverageRow, string> name) => string.Join(", ",
        rows.Where(row => row.Cases > 0).GroupBy(name).Select(group => $"{Escape(group.Key)} {NumberText.Count(group.Sum(row => row.Cases))}"));

    static string[] Environment(ParityReport report)
    {
        var e = report.Environment;
        return
        [
            "## Environment", "",
            $"{Escape(e.Os)}; {Escape(e.Cpu)}, {Escape(e.Simd)}, {NumberText.Count(e.Threads)} threads; {Escape(e.Dotnet)}. "
                + (e.Loading is { } loading ? $"{Escape(loading)}. " : "")
                + $"Started {NumberText.Moment(report.Timing.Started)}, took {NumberText.Seconds(report.Timing.Seconds)}, "
                + $"of these {NumberText.Seconds(report.Timing.OracleSeconds)} for the oracle.",
        ];
    }

    static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |";

    /// <summary>A text that Markdown shows as it is, in a table cell too.</summary>
    internal static string Escape(string text)
    {
        string line = FailureText.OneLine(text);
        var escaped = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            bool insideWord = i > 0 && i + 1 < line.Length && char.IsLetterOrDigit(line[i - 1]) && char.IsLetterOrDigit(line[i + 1]);
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '\\' or '`' or '*' or '|' or '[' or ']' or '~' or '#' => escaped.Append('\\').Append(c),
                '_' when !insideWord => escaped.Append("\\_"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }
}
