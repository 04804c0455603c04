using Parity.Reports;

namespace Parity.Rendering;

/// <summary>What fails the gate, one card each; nothing when nothing does.</summary>
static class FailureSection
{
    const int MostOpen = 6;

    /// <summary>The cards, one of each kind first and those open.</summary>
    public static Html Write(ParityReport report)
    {
        Disagreement[] failures = [.. ReportSummary.TellingOrder(report.Disagreements.Where(d => d.Fails))];
        if (failures.Length == 0)
            return Html.None;
        var kinds = new HashSet<(string, string, string)>();
        return Html.Of($"""
            <section id="failures">
            <h2>Failures</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Kinds of failures">
            <table class="kinds sortable filtered">
            <thead><tr><th scope="col">kernel</th><th scope="col">quantity</th><th scope="col">verdict</th><th scope="col" class="number">tensors</th><th scope="col" class="number">of</th><th scope="col">smallest found</th></tr></thead>
            <tbody>
            {Html.Join(FailureKind.Of(report).Select(Kind))}</tbody>
            </table>
            </div>
            <p class="note">One of each kind comes first, made as small as it still fails. {Listed(failures.Length, new ReportSummary(report).Failed)}</p>
            {Html.Join(failures.Select(d => DisagreementCard.Write(d, report.Oracle, kinds.Count < MostOpen && kinds.Add((d.Kernel, d.Quantity, d.Verdict)))))}</section>
            """);
    }

    static Html Kind(FailureKind kind) => Html.Of($"""
        <tr data-verdict="fails|{kind.Verdict}"><td>{kind.Kernel}</td><td>{kind.Quantity}</td><td class="bad">{kind.Verdict}</td><td class="number">{kind.Tensors}</td><td class="number">{(kind.Compared > 0 ? NumberText.Count(kind.Compared) : "")}</td><td><code>{kind.Example?.Case}</code></td></tr>

        """);

    static string Listed(int listed, int failed) => listed < failed ? $"{NumberText.Count(listed)} of {NumberText.Count(failed)} are listed." : "";
}
