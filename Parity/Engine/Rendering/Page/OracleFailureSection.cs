using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Cases that the oracle gave no answer for.</summary>
static class OracleFailureSection
{
    /// <summary>One card per case; nothing when every case has an answer.</summary>
    public static Html Write(ParityReport report)
    {
        if (report.OracleFailures.Count == 0)
            return Html.None;
        return Html.Of($"""
            <section id="oracle-failures">
            <h2>Cases without an answer</h2>
            <p class="note">The oracle itself failed here: nothing is known about these cases.{(report.OracleFailuresLeftOut > 0 ? $" {NumberText.Count(report.OracleFailuresLeftOut)} more were only counted." : "")}</p>
            {Html.Join(report.OracleFailures.Select(Card))}</section>
            """);
    }

    static Html Card(OracleFailure failure) => Html.Of($"""
        <article class="card filtered fails" data-verdict="fails">
        <h3><span class="badge bad">✗ no answer</span> <code>{failure.Case}</code></h3>
        <p class="reason">{failure.Message}</p>
        {DisagreementCard.Replay(failure.Replay)}
        </article>

        """);
}
