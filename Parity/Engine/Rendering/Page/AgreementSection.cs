using Parity.Reports;

namespace Parity.Rendering;

/// <summary>How well every kernel agrees, per quantity, dtype and mode.</summary>
static class AgreementSection
{
    /// <summary>The agreement table, with a bar for the worst ULP of each row.</summary>
    public static Html Write(ParityReport report)
    {
        if (report.Agreement.Count == 0)
            return Html.Of($"""
                <section id="agreement"><h2>Agreement</h2><p class="empty">Nothing was compared: this run says nothing about any kernel.</p></section>
                """);

        // NaN against a number is infinitely far; it must not flatten the bars of the others.
        long longest = report.Agreement.Select(row => row.MaxUlp).Where(ulp => ulp < long.MaxValue).DefaultIfEmpty().Max();
        return Html.Of($"""
            <section id="agreement">
            <h2>Agreement</h2>
            <p class="note">Counts are tensors, one per case, by verdict: ✓ all agree, ! so many where the oracle is worse, ✗ so many that fail. Below, in small: within the defaults of torch’s <em>allclose</em> · <em>assert_close</em>, which decide nothing.</p>
            {Expected(report)}
            {MatrixTable.Write(report.Agreement)}
            <details class="numbers"><summary>Every count, and the worst element</summary>
            <p class="note">Bars show the worst distance of kernel and oracle in ULP on a log scale.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Agreement table">
            <table class="agreement sortable filtered">
            <thead>
            <tr class="groups"><th colspan="5"></th><th colspan="4" scope="colgroup">ordinary data</th><th colspan="4" scope="colgroup">harsh data</th><th colspan="5" scope="colgroup">verdict</th><th colspan="5" scope="colgroup">worst element</th></tr>
            <tr><th scope="col"><abbr title="passed or failed">gate</abbr></th><th scope="col">kernel</th><th scope="col">quantity</th><th scope="col">dtype</th><th scope="col">mode</th>{PartHeads}{PartHeads}<th scope="col" class="number">agree</th><th scope="col" class="number">oracle worse</th><th scope="col" class="number">kernel worse</th><th scope="col" class="number">unexplained</th><th scope="col" class="number">vacuous</th><th scope="col" class="number">of bound</th><th scope="col" class="number">ULP</th><th scope="col" class="number">|diff|</th><th scope="col" class="number">relative</th><th scope="col">case</th></tr>
            </thead>
            <tbody>
            {Html.Join(report.Agreement.Select(row => Row(row, longest)))}</tbody>
            </table>
            </div>
            </details>
            </section>
            """);
    }

    static Html Row(AgreementRow row, long longest) => Html.Of($"""
        <tr class="{(row.Failed > 0 ? "fails" : "passes")}" data-verdict="{string.Join('|', Verdicts(row))}"><td>{Decision(row)}</td><td>{row.Kernel}</td><td>{row.Quantity}</td><td>{row.Dtype}</td><td>{row.Mode}</td>{Part(row.Ordinary)}{Part(row.Harsh)}{Count(row.Agree)}{Raised(row.OracleWorse, "noted")}{Raised(row.KernelWorse, "bad")}{Raised(row.Unexplained, "bad")}{Raised(row.Vacuous, "bad")}<td class="number" data-sort="{row.KernelShare}">{NumberText.Percent(row.KernelShare)}</td><td class="number" data-sort="{row.MaxUlp}">{Bar.Write(Share(row.MaxUlp, longest))}<span class="beside">{NumberText.Ulp(row.MaxUlp)}</span></td>{Difference(row.MaxAbs)}{Difference(row.MaxRel)}<td class="case"><code>{row.WorstCase}</code></td></tr>

        """);

    static Html Decision(AgreementRow row) => row.Failed > 0
        ? Html.Of($"""<span class="bad">✗ {row.Failed}</span>""")
        : Html.Of($"""<span class="good">✓</span>""");

    static IEnumerable<string> Verdicts(AgreementRow row)
    {
        if (row.Failed > 0)
            yield return "fails";
        if (row.Agree > 0)
            yield return "agree";
        if (row.OracleWorse > 0)
            yield return "oracle worse";
        if (row.KernelWorse > 0)
            yield return "kernel worse";
        if (row.Unexplained > 0)
            yield return "unexplained";
        if (row.Vacuous > 0)
            yield return "vacuous";
    }

    static Html Count(int count) => Html.Of($"""<td class="number">{count}</td>""");

    static Html PartHeads => Html.Of($"""<th scope="col" class="number">compared</th><th scope="col" class="number">allclose</th><th scope="col" class="number">assert_<wbr>close</th><th scope="col" class="number">max ULP</th>""");

    static Html Part(AgreementPart part) => Html.Of(
        $"""{Count(part.Compared)}{Part(part.Allclose, part.Compared)}{Part(part.AssertClose, part.Compared)}<td class="number" data-sort="{part.MaxUlp}">{NumberText.Ulp(part.MaxUlp)}</td>""");

    static Html Expected(ParityReport report) =>
        new ReportSummary(report).Expected is { } expected ? Html.Of($"""<p class="note">To expect: {expected}.</p>""") : Html.None;

    static Html Part(int count, int of) => count == of
        ? Count(count)
        : Html.Of($"""<td class="number less">{count}</td>""");

    static Html Raised(int count, string tone) => Html.Of($"""<td class="number {(count == 0 ? "zero" : tone)}">{count}</td>""");

    static Html Difference(double value) => Html.Of($"""<td class="number" data-sort="{value}">{NumberText.Difference(value)}</td>""");

    static double Share(long ulp, long longest) =>
        ulp == 0 ? 0 : ulp >= longest ? 1 : Math.Log2(1 + (double)ulp) / Math.Log2(1 + (double)longest);
}
