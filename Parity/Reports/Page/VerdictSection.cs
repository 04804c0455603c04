namespace Parity.Reports.Page;

/// <summary>Verdict and oracle, what was run, and the controls of the page.</summary>
static class VerdictSection
{
    /// <summary>The head of the page.</summary>
    public static Html Write(ParityReport report)
    {
        var summary = new ReportSummary(report);
        return Html.Of($"""
            <header class="{(report.Passed ? "passed" : "failed")}">
            <h1><span class="mark" aria-hidden="true">{(report.Passed ? "✓" : "✗")}</span> {summary.Verdict} <span class="against">against {summary.Oracle}</span></h1>
            {(report.Oracle.Live ? Html.None : RecordedOnly(summary))}
            <p>Cases: {summary.Cases}. Tensors: {summary.Tensors}.</p>
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
            <option>vacuous</option>
            </select></label>
            <output id="filter-count" aria-live="polite"></output>
            </div>
            """);
    }

    static Html RecordedOnly(ReportSummary summary) => Html.Of($"""
        <p class="loud"><strong>{ReportSummary.RecordedOnly}.</strong> The numbers were compared with what {summary.Oracle} answered when they were recorded.</p>
        """);

    static IEnumerable<Html> Links(ParityReport report)
    {
        if (report.Disagreements.Count + report.DisagreementsLeftOut is > 0 and var disagreements)
            yield return Html.Of($"""<a href="#disagreements">{disagreements} disagreements</a> """);
        if (report.OracleFailures.Count is > 0 and var failures)
            yield return Html.Of($"""<a href="#oracle-failures">{failures} without an answer</a> """);
        yield return Html.Of($"""<a href="#agreement">Agreement</a> <a href="#coverage">Coverage</a> <a href="#environment">Environment</a>""");
    }
}
