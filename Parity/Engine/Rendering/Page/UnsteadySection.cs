using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Cases that the oracle gave two answers to.</summary>
static class UnsteadySection
{
    /// <summary>One card per case; nothing when every answer was repeated.</summary>
    public static Html Write(ParityReport report)
    {
        if (report.Unsteady.Count == 0)
            return Html.None;
        return Html.Of($"""
            <section id="unsteady">
            <h2>Answers that the oracle did not repeat</h2>
            <p class="note">These cases would have failed for an answer that the oracle gave once. It was asked the same again until two calls agreed, and the case is judged by that answer.{(report.UnsteadyLeftOut > 0 ? $" {NumberText.Count(report.UnsteadyLeftOut)} more were only counted." : "")}</p>
            {Html.Join(report.Unsteady.Select(Card))}</section>
            """);
    }

    static Html Card(UnsteadyAnswer unsteady) => Html.Of($"""
        <article class="card filtered">
        <h3><span class="badge noted">unsteady</span> <code>{unsteady.Case}</code></h3>
        <p class="reason">first: {unsteady.First}</p>
        <p class="reason">again: {unsteady.Again}</p>
        <p class="note">Two of {unsteady.Calls} calls agree.</p>
        {DisagreementCard.Replay(unsteady.Replay)}
        </article>

        """);
}
