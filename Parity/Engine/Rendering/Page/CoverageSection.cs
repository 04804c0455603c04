using Parity.Reports;

namespace Parity.Rendering;

/// <summary>How the cases spread over the generated space.</summary>
static class CoverageSection
{
    const int Shades = 5;

    /// <summary>The coverage table: module and mode down, dtype and layout across, the darker the more cases.</summary>
    public static Html Write(ParityReport report)
    {
        if (report.Coverage.Count == 0)
            return Html.Of($"""
                <section id="coverage"><h2>Coverage</h2><p class="empty">No case was run.</p></section>
                """);
        var cells = report.Coverage.ToLookup(row => new { row.Module, row.Mode, row.Dtype, row.Layout });
        string[] layouts = [.. report.Coverage.Select(row => row.Layout).Distinct()];
        string[] dtypes = [.. report.Coverage.Where(row => row.Cases > 0).Select(row => row.Dtype).Distinct()];
        int most = report.Coverage.Max(row => row.Cases);
        return Html.Of($"""
            <section id="coverage">
            <h2>Coverage</h2>
            <p class="note">Cases judged, by module, mode, element type and memory layout of the input.</p>
            <div class="scroll fitted" tabindex="0" role="region" aria-label="Coverage table">
            <table class="coverage">
            <thead><tr><th scope="col">module</th><th scope="col">mode</th><th scope="col">dtype</th>{Html.Join(layouts.Select(layout => Html.Of($"""<th scope="col" class="number">{layout}</th>""")))}<th scope="col" class="number">all</th></tr></thead>
            <tbody>
            {Html.Join(report.Coverage.Where(row => dtypes.Contains(row.Dtype)).GroupBy(row => new { row.Module, row.Mode, row.Dtype }).Select(rows => Html.Of($"""
            <tr><th scope="row">{rows.Key.Module}</th><th scope="row">{rows.Key.Mode}</th><th scope="row">{rows.Key.Dtype}</th>{Html.Join(layouts.Select(layout => Cell(cells[new { rows.Key.Module, rows.Key.Mode, rows.Key.Dtype, Layout = layout }].FirstOrDefault(), most)))}<td class="number">{rows.Sum(row => row.Cases)}</td></tr>

            """)))}</tbody>
            </table>
            </div>
            {Html.Join(Gaps(report))}
            <div class="charts options">{Html.Join(report.Options.GroupBy(row => row.Group).Select(Group))}</div>
            </section>
            """);
    }

    static Html Cell(CoverageRow? row, int most) => row switch
    {
        null => Html.Of($"""<td class="number zero">–</td>"""),
        { Cases: 0 } => Html.Of($"""<td class="number zero" title="{row.Reason}">0</td>"""),
        _ => Html.Of($"""<td class="number heat{1 + (int)Math.Round((Shades - 1) * row.Cases / (double)most)}">{row.Cases}</td>"""),
    };

    static Html Group(IGrouping<string, OptionRow> group) => Html.Of($"""
        <table class="sortable">
        <thead><tr><th scope="col">{group.Key}</th><th scope="col" class="number">cases</th><th scope="col" class="number">tensors</th><th scope="col" class="number">declared vacuous</th></tr></thead>
        <tbody>
        {Html.Join(group.Select(Row))}</tbody>
        </table>

        """);

    // The order of the rows is that of the classes, which no word of theirs tells.
    static Html Row(OptionRow row, int number) => Html.Of($"""
        <tr><td data-sort="{number}">{row.Option}</td><td class="number{(row.Cases == 0 ? " noted" : "")}">{row.Cases}</td><td class="number">{row.Tensors}</td><td class="number">{row.DeclaredVacuous}</td></tr>

        """);

    static IEnumerable<Html> Gaps(ParityReport report) => report.Coverage
        .Where(row => row is { Cases: 0, Reason: not null }).GroupBy(row => new { row.Dtype, row.Reason })
        .Select(gap => Html.Of($"""<p class="note">No {gap.Key.Dtype}{Where(report, [.. gap])}: {gap.Key.Reason}</p>"""));

    static string Where(ParityReport report, CoverageRow[] gap) => gap.Length == report.Coverage.Count(row => row.Dtype == gap[0].Dtype)
        ? " at all"
        : $" with {string.Join(", ", gap.Select(row => $"{row.Module} {row.Mode} {row.Layout}"))}";
}
