using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Verdict and oracle, what was run, and the controls of the page.</summary>
static class VerdictSection
{
    /// <summary>The head of the page.</summary>
    public static Html Write(ParityReport report)
    {
        var summary = new ReportSummary(report);
        return Html.Of($"""
            <header class="{(report.Passed ? "passed" : "failed")}">
            <h1><span class="mark" aria-hidden="true">{(report.Passed ? "✓" : "✗")}</span> {report.Outcome} <span class="against">against {summary.Oracle}</span></h1>
            {(report.Oracle.Caution is { } caution ? Html.Of($"<p class=\"loud\"><strong>{caution}.</strong></p>") : Html.None)}
            <dl class="figures">{Html.Join(Figures(report, summary))}</dl>
            {Standards(summary)}
            <nav aria-label="Sections">{Html.Join(Links(report))}</nav>
            </header>
            <div class="controls" role="search" hidden>
            <label>Filter <input type="search" id="filter-text" placeholder="kernel, quantity, case …" autocomplete="off"></label>
            <label>Verdict <select id="filter-verdict">
            <option value="">any</option>
            <option value="fails">fails</option>
            <option>agree</option>
            <option>oracle worse</option>
            <option>kernel worse</option>
            <option>unexplained</option>
            <option>raised</option>
            <option>hung</option>
            <option>died</option>
            <option>vacuous</option>
            </select></label>
            <output id="filter-count" aria-live="polite"></output>
            <button type="button" id="open-all">Open all</button>
            </div>
            """);
    }

    static Html Standards(ReportSummary summary) => summary.Standards.Any()
        ? Html.Of($"""<ul class="standards" aria-label="Held to">{Html.Join(summary.Standards.Select(line => Html.Of($"<li>{line}</li>")))}</ul>""")
        : Html.None;

    static IEnumerable<Html> Figures(ParityReport report, ReportSummary summary)
    {
        string lost = report.Judged < report.Cases ? "bad" : "plain";
        yield return Figure("cases judged", Html.Of($"""{report.Judged} <small>of {report.Cases}</small>"""), lost);
        yield return Figure("tensors compared", Html.Of($"{summary.Compared}"), summary.Empty ? "bad" : "plain");
        yield return Figure("agree", Html.Of($"{summary.Agree}"), "plain");
        yield return Figure("oracle worse", Html.Of($"{summary.OracleWorse}"), summary.OracleWorse > 0 ? "noted" : "plain");
        yield return Figure("failed", Html.Of($"{summary.Failed}"), summary.Failed > 0 ? "bad" : "plain");
        if (summary.Unsteady > 0)
            yield return Figure("unsteady", Html.Of($"{summary.Unsteady}"), "noted");
        if (report.Oracle.Live)
            yield return Figure("seed", Html.Of($"{report.Seed}"), "plain");
    }

    static Html Figure(string name, Html value, string tone) => Html.Of($"""<div class="{tone}"><dt>{name}</dt><dd>{value}</dd></div>""");

    static IEnumerable<Html> Links(ParityReport report)
    {
        if (new ReportSummary(report).Failed is > 0 and var failed)
            yield return Html.Of($"""<a class="bad" href="#{(report.Disagreements.Any(d => d.Fails) ? "failures" : "agreement")}">✗ {failed} {(failed == 1 ? "failure" : "failures")}</a> """);
        if (report.OracleFailures.Count + report.OracleFailuresLeftOut is > 0 and var lost)
            yield return Html.Of($"""<a class="bad" href="#oracle-failures">✗ {lost} without an answer</a> """);
        if (report.Unsteady.Count > 0)
            yield return Html.Of($"""<a href="#unsteady">Unsteady</a> """);
        if (report.Baseline is { } baseline)
            yield return Html.Of($"""<a class="{(baseline.Passed ? "" : "bad")}" href="#baseline">{(baseline.Passed ? "" : "✗ ")}Since the baseline</a> """);
        if (report.Divergences is { Passed: false })
            yield return Html.Of($"""<a class="bad" href="#divergences">✗ Divergences</a> """);
        yield return Html.Of($"""<a href="#agreement">Agreement</a> """);
        if (report.Accuracy.Count > 0)
            yield return Html.Of($"""<a href="#accuracy">Error against exact</a> <a href="#conditioning">Conditioning</a> """);
        if (report.Bench is not null)
            yield return Html.Of($"""<a href="#bench">Speed</a> """);
        yield return Html.Of($"""<a href="#coverage">Coverage</a> """);
        if (report.Disagreements.Any(d => !d.Fails))
            yield return Html.Of($"""<a href="#notes">Oracle worse</a> """);
        if (report.Divergences is { Passed: true })
            yield return Html.Of($"""<a href="#divergences">Divergences</a> """);
        yield return Html.Of($"""<a href="#environment">Environment</a>""");
    }
}
