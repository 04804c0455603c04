namespace Parity.Reports.Page;

/// <summary>What did not simply agree, one card each.</summary>
static class DisagreementSection
{
    /// <summary>The cards, those that fail first.</summary>
    public static Html Write(ParityReport report)
    {
        if (report.Disagreements.Count + report.DisagreementsLeftOut == 0)
            return Html.None;
        return Html.Of($"""
            <section id="disagreements">
            <h2>Disagreements</h2>
            {Html.Join(ReportSummary.TellingOrder(report.Disagreements).Select(d => Card(d, report.Oracle)))}{LeftOut(report.DisagreementsLeftOut)}
            </section>
            """);
    }

    /// <summary>A command with a button that copies it.</summary>
    public static Html Replay(string command) => Html.Of($"""
        <div class="replay"><code>{command}</code><button type="button" class="copy" hidden>Copy</button></div>
        """);

    static Html LeftOut(int count) => count == 0
        ? Html.None
        : Html.Of($"""<p class="note">{count} more disagreements were counted but are not listed.</p>""");

    static Html Card(Disagreement d, OracleIdentity oracle) => Html.Of($"""
        <article class="card filtered {(d.Fails ? "fails" : "passes")}" data-verdict="{(d.Fails ? "fails|" : "")}{d.Verdict}">
        <h3><span class="badge {(d.Fails ? "bad" : "noted")}">{(d.Fails ? "✗" : "!")} {d.Verdict}</span> {d.Kernel} <span class="quantity">{d.Quantity}</span> <span class="dtype">{d.Dtype}</span></h3>
        {(d.Reason is null ? Html.None : Html.Of($"""<p class="reason">{d.Reason}</p>"""))}
        <dl>
        {Html.Join(Facts(d))}</dl>
        {(d.Expected is null && d.Actual is null ? Html.None : Values(d, oracle))}
        {Replay(d.Replay)}
        </article>

        """);

    static IEnumerable<Html> Facts(Disagreement d)
    {
        yield return Fact("case", Html.Of($"<code>{d.Case}</code>"));
        if (d.FoundAs != d.Case)
            yield return Fact("found as", Html.Of($"<code>{d.FoundAs}</code>"));
        if (d.Mismatches > 0)
            yield return Fact("mismatch", Html.Of($"{d.Mismatches} of {d.Elements} {(d.Elements == 1 ? "element" : "elements")}{FirstAt(d)}"));
        if (d.Index is { Count: > 0 } index)
            yield return Fact("worst at", Html.Of($"{NumberText.Index(index)}"));
        if (d.AbsDiff is { } difference)
            yield return Fact("difference", Html.Of($"{NumberText.Difference(difference)}{Allowed(d, difference)}{(d.Ulp is { } ulp ? $", {FailureText.Ulp(ulp)}" : "")}"));
    }

    static string FirstAt(Disagreement d) => d.FirstIndex is { Count: > 0 } first ? $", first at {NumberText.Index(first)}" : "";

    static string Allowed(Disagreement d, double difference)
    {
        if (d.Allowed is not { } allowed)
            return "";
        string limit = $"{NumberText.Difference(allowed)} allowed{(d.Limit is null ? "" : $" by {d.Limit}")}";
        return allowed > 0 && double.IsFinite(difference) ? $", {NumberText.Percent(difference / allowed)} of {limit}" : $", {limit}";
    }

    static Html Fact(string name, Html value) => Html.Of($"""
        <div><dt>{name}</dt><dd>{value}</dd></div>

        """);

    static Html Values(Disagreement d, OracleIdentity oracle) => Html.Of($"""
        <div class="scroll fitted" tabindex="0" role="region" aria-label="Values at the worst element">
        <table class="values">
        <thead><tr><th scope="col"></th><th scope="col" class="number">value</th><th scope="col">bits</th><th scope="col" class="number">from exact</th></tr></thead>
        <tbody>
        {Value($"expected ({oracle.Name})", d.Expected, d.ExpectedBits, d.OracleUlpFromExact, d.Dtype)}{Value($"actual ({d.Kernel})", d.Actual, d.ActualBits, d.KernelUlpFromExact, d.Dtype)}{(d.Exact is null ? Html.None : Value("exact", d.Exact, null, null, "float64"))}</tbody>
        </table>
        </div>
        """);

    static Html Value(string name, double? value, string? bits, long? distance, string dtype) => Html.Of($"""
        <tr><th scope="row">{name}</th><td class="number">{(value is { } v ? NumberText.Value(v, dtype) : "")}</td><td><code>{bits}</code></td><td class="number">{(distance is { } ulp ? FailureText.Ulp(ulp) : "")}</td></tr>

        """);
}
