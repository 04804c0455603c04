namespace Parity.Reports.Page;

/// <summary>How the cases spread over the generated space.</summary>
static class CoverageSection
{
    /// <summary>The coverage table, with a bar for the share of each cell.</summary>
    public static Html Write(ParityReport report)
    {
        if (report.Coverage.Count == 0)
            return Html.Of($"""
                <section id="coverage"><h2>Coverage</h2><p class="empty">No case was run.</p></section>
                """);
        int most = report.Coverage.Max(row => row.Cases);
        return Html.Of($"""
            <section id="coverage">
            <h2>Coverage</h2>
            <div class="scroll fitted" tabindex="0" role="region" aria-label="Coverage table">
            <table class="sortable">
            <thead><tr><th scope="col">module</th><th scope="col">mode</th><th scope="col">dtype</th><th scope="col">layout</th><th scope="col" class="number">cases</th></tr></thead>
            <tbody>
            {Html.Join(report.Coverage.Select(row => Row(row, most)))}</tbody>
            </table>
            </div>
            </section>
            """);
    }

    static Html Why(CoverageRow row) => row.Reason is { } reason ? Html.Of($"""<span class="beside" title="{reason}">: {reason}</span>""") : Html.Of($"");

    static Html Row(CoverageRow row, int most) => Html.Of($"""
        <tr><td>{row.Module}</td><td>{row.Mode}</td><td>{row.Dtype}</td><td>{row.Layout}</td><td class="number" data-sort="{row.Cases}">{Bar.Write(most == 0 ? 0 : row.Cases / (double)most)}<span class="beside">{row.Cases}</span>{Why(row)}</td></tr>

        """);
}
