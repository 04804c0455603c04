using System.Globalization;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Speed against the oracle, where a bench was handed to the run.</summary>
static class BenchSection
{
    /// <summary>The table; nothing without a bench.</summary>
    public static Html Write(ParityReport report) => report.Bench is not { } bench ? Html.None : Html.Of($"""
        <section id="bench">
        <h2>Speed</h2>
        <p class="note">Median time of {bench.Oracle.Name} {bench.Oracle.Version} over the kernel’s, on the same data in the same run of {bench.Rounds} rounds: above 1 the kernel is faster. Bars are on a log scale. {bench.Environment.Cpu}, {bench.Environment.Simd}, {bench.Environment.Dotnet}.</p>
        {Html.Join(bench.Failures.Select(failure => Html.Of($"""<p class="bad">Not timed: {failure}</p>""")))}
        <div class="scroll" tabindex="0" role="region" aria-label="Bench table">
        <table class="sortable filtered">
        <thead><tr><th scope="col">kernel</th><th scope="col">mode</th><th scope="col">shape</th><th scope="col">dtype</th><th scope="col" class="number">threads</th><th scope="col" class="number">ratio</th><th scope="col" class="number">quartiles</th><th scope="col" class="number">fastest calls</th><th scope="col" class="number">ns / element</th><th scope="col" class="number">GB/s</th><th scope="col" class="number">of a copy</th></tr></thead>
        <tbody>
        {Html.Join(bench.Rows.Select(row => Row(row, bench.Rows.Max(other => other.Ratio))))}</tbody>
        </table>
        </div>
        </section>
        """);

    static Html Row(BenchRow row, double highest) => Html.Of($"""
        <tr><td>{row.Kernel}</td><td>{row.Mode}</td><td>{BenchSummary.Label(row)}</td><td>{row.Dtype}</td><td class="number">{row.Threads}</td><td class="number {(row.Ratio < 1 ? "less" : "")}" data-sort="{row.Ratio}">{Bar.Write(Math.Log(1 + row.Ratio) / Math.Log(1 + highest))}<span class="beside">{Text(row.Ratio)}</span></td><td class="number">{Quartiles(row.RatioQuartiles)}</td><td class="number">{Text(row.BestRatio)}</td><td class="number">{Text(row.NsPerElement, "0.000")}</td><td class="number">{Text(row.GbPerSecond, "0.0")}</td><td class="number" data-sort="{row.CopyShare}">{NumberText.Percent(row.CopyShare)}</td></tr>

        """);

    static string Quartiles(IReadOnlyList<double> quartiles) => quartiles.Count == 0 ? "" : $"{Text(quartiles[0])}–{Text(quartiles[^1])}";

    static string Text(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);
}
