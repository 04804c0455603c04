using Parity.Reports;

namespace Parity.Rendering;

/// <summary>One disagreement: a line to scan, and behind it what, where, by how much, who is right and how to see it again.</summary>
static class DisagreementCard
{
    /// <summary>The card.</summary>
    /// <param name="d">The disagreement.</param>
    /// <param name="oracle">Whom it is with.</param>
    /// <param name="open">Whether it shows more than its line from the start.</param>
    public static Html Write(Disagreement d, OracleIdentity oracle, bool open) => Html.Of($"""
        <details class="card filtered {(d.Fails ? "fails" : "passes")}" data-verdict="{(d.Fails ? "fails|" : "")}{d.Verdict}"{(open ? Html.Of($" open") : Html.None)}>
        <summary><span class="badge {(d.Fails ? "bad" : "noted")}">{(d.Fails ? "✗" : "!")} {d.Outcome}</span> <strong>{d.Kernel} <span class="quantity">{d.Quantity}</span></strong> <span class="dtype">{d.Dtype}{(d.Mode is null ? "" : $" {d.Mode}")}</span> <span class="far">{Far(d)}</span> <code class="where">{d.Case}</code></summary>
        {(d.Reason is null ? Html.None : Html.Of($"""<p class="reason">{d.Reason}</p>"""))}
        <div class="evidence">
        <div>
        <dl>
        {Html.Join(Facts(d))}</dl>
        {(d.Expected is null && d.Actual is null ? Html.None : Values(d, oracle))}
        </div>
        {((d.Found ?? d).Channels is { } channels ? ChannelPicture.Write(d, channels, oracle) : Html.None)}
        </div>
        {Replay(d.Replay)}
        </details>

        """);

    /// <summary>A command with a button that copies it.</summary>
    public static Html Replay(string command) => Html.Of($"""
        <div class="replay"><code>{command}</code><button type="button" class="copy" hidden>Copy</button></div>
        """);

    static string Far(Disagreement d) => d switch
    {
        { Fails: true, KernelShare: > 1 and var share } => $"{NumberText.Percent(share)} of its bound",
        { Ulp: { } ulp } => $"{FailureText.Ulp(ulp)} apart",
        _ => "",
    };

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
        if (d.Repeated is { } again)
            yield return Fact("repeated", Html.Of($"{FailureText.Repeated(again)}"));
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
        <thead><tr><th scope="col"></th><th scope="col" class="number">value</th><th scope="col">bits</th><th scope="col" class="number">from exact</th><th scope="col" class="number">of its bound</th></tr></thead>
        <tbody>
        {Value($"expected ({oracle.Name})", d.Expected, d.ExpectedBits, d.OracleUlpFromExact, d.OracleShare, d.Dtype)}{Value($"actual ({d.Kernel})", d.Actual, d.ActualBits, d.KernelUlpFromExact, d.KernelShare, d.Dtype)}{(d.Exact is null ? Html.None : Value("exact", d.Exact, null, null, null, "float64"))}</tbody>
        </table>
        </div>
        """);

    static Html Value(string name, double? value, string? bits, long? distance, double? share, string dtype) => Html.Of($"""
        <tr><th scope="row">{name}</th><td class="number">{(value is { } v ? NumberText.Value(v, dtype) : "")}</td><td><code>{bits}</code></td><td class="number">{(distance is { } ulp ? FailureText.Ulp(ulp) : "")}</td><td class="number {(share > 1 ? "bad" : "")}">{(share is { } s ? NumberText.Percent(s) : "")}</td></tr>

        """);
}
