using Parity.Reports;

namespace Parity.Rendering;

/// <summary>The library beside its known arithmetic, bit by bit.</summary>
static class LibrarySection
{
    /// <summary>The counts, way by way; nothing where the arithmetic is not known.</summary>
    public static Html Write(ParityReport report) => report.Library is not { } library ? Html.None : Html.Of($"""
        <section id="library">
        <h2>The library to the bit</h2>
        <p class="{(library.Departure is null && library.Findings(number => NumberText.Count(number)).Any() ? "bad" : "note")}">{library.Headline(number => NumberText.Count(number))}.</p>
        {Html.Join(library.Differences.Select(Card))}{(library.Rows.Count == 0 ? Html.None : Table(library))}</section>
        """);

    static Html Table(LibraryReport library) => Html.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="Bits of the library">
        <table class="sortable known">
        <thead><tr><th scope="col">way</th><th scope="col">dtype</th><th scope="col">quantity</th><th scope="col">tensors</th><th scope="col">same bits</th></tr></thead>
        <tbody>
        {Html.Join(library.Rows.Select(row => Html.Of($"""
        <tr><td>{row.Way}</td><td>{row.Dtype}</td><td>{row.Quantity}</td><td>{NumberText.Count(row.Tensors)}</td><td>{NumberText.Count(row.Same)}</td></tr>

        """)))}</tbody>
        </table>
        </div>

        """);

    static Html Card(LibraryDifference difference) => Html.Of($"""
        <article class="card fails">
        <h3><span class="badge noted">{difference.Way}</span> <code>{difference.Case}</code></h3>
        <p class="reason">the library: {difference.Library}</p>
        <p class="reason">its known arithmetic: {difference.Expected}</p>
        {DisagreementCard.Replay(difference.Replay)}
        </article>

        """);
}
