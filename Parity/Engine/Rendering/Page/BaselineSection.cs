using Parity.Reports;

namespace Parity.Rendering;

/// <summary>What moved since the baseline was recorded.</summary>
static class BaselineSection
{
    /// <summary>The gravest level, what was not compared, and a row for every change.</summary>
    public static Html Write(ParityReport report) => report.Baseline is not { } baseline ? Html.Of($"") : Html.Of($"""
        <section id="baseline">
        <h2>Since the baseline</h2>
        <p class="{(baseline.Passed ? "good" : "bad")}">{BaselineText.Headline(baseline)}</p>
        <p class="note">{baseline.File}, on record for {baseline.RecordedIn}; measured with {baseline.MeasuredIn}. Allowed: {Margin.Words}.</p>
        {Html.Join(baseline.NotCompared.Select(sentence => Html.Of($"""<p class="note noted">{sentence}</p>""")))}{Changes(baseline)}
        </section>
        """);

    static Html Changes(BaselineComparison baseline) => baseline.Changes.Count == 0 ? Html.Of($"") : Html.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="Changes since the baseline">
        <table class="sortable">
        <thead><tr><th scope="col">level</th><th scope="col">kernel</th><th scope="col">quantity</th><th scope="col">dtype</th><th scope="col">mode</th><th scope="col">what moved</th></tr></thead>
        <tbody>
        {Html.Join(baseline.Changes.Select(Row))}</tbody>
        </table>
        </div>
        """);

    static Html Row(BaselineChange change) => Html.Of($"""
        <tr><td><span class="{(change.Level >= BaselineLevel.Drifted ? "bad" : "noted")}">{BaselineText.Word(change.Level)}</span></td><td>{change.Kernel}</td><td>{change.Quantity}</td><td>{change.Dtype}</td><td>{change.Mode}</td><td>{Numbers(change)}</td></tr>

        """);

    static string Numbers(BaselineChange change) => change.Numbers.Count == 0
        ? "bits only"
        : string.Join("; ", change.Numbers.OrderByDescending(number => number.Change).Select(number =>
            $"{number.Name} {BaselineText.Value(number, number.Before)} → {BaselineText.Value(number, number.After)}"));
}
