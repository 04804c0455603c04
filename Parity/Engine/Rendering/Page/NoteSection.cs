using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Where the oracle is worse: told, and no reason to fail.</summary>
static class NoteSection
{
    /// <summary>The cards; nothing where there is nothing to tell.</summary>
    public static Html Write(ParityReport report)
    {
        Disagreement[] notes = [.. ReportSummary.TellingOrder(report.Disagreements.Where(d => !d.Fails))];
        if (notes.Length == 0)
            return Html.None;
        int all = new ReportSummary(report).OracleWorse;
        return Html.Of($"""
            <section id="notes">
            <h2>Where the oracle is worse</h2>
            <p class="note">The kernel is within its error bound and the oracle within its own, but the oracle’s rounding has grown beyond <em>assert_close</em>. This passes. {(notes.Length < all ? $"{NumberText.Count(notes.Length)} of {NumberText.Count(all)} are listed." : "")}</p>
            {Html.Join(notes.Select(d => DisagreementCard.Write(d, report.Oracle, open: false)))}</section>
            """);
    }
}
