using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Where the library departs from PyTorch: as is known, or as nobody knew.</summary>
static class DivergenceSection
{
    /// <summary>What is new or gone, with the line to add or remove; then what is known.</summary>
    public static Html Write(ParityReport report) => report.Divergences is not { } divergences ? Html.None : Html.Of($"""
        <section id="divergences">
        <h2>Divergences of {divergences.Library}</h2>
        <p class="{(divergences.Passed ? "note" : "bad")}">{divergences.Headline()}{(divergences.NotAsked > 0 ? $", {NumberText.Count(divergences.NotAsked)} cannot be" : "")}{(divergences.OursHeadline() is { } ours ? $"; {ours}" : "")}.</p>
        {Html.Join(divergences.Failing.Select(Problem))}{Known(divergences)}
        </section>
        """);

    static Html Problem(DivergenceProblem problem) => Html.Of($"""
        <article class="card fails"><p class="reason">{problem.Text}:</p>
        <div class="replay"><code>{problem.Line}</code><button type="button" class="copy" hidden>Copy</button></div></article>

        """);

    static Html Known(DivergenceComparison divergences) => divergences.Known.Count == 0 ? Html.None : Html.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="Known divergences">
        <table class="sortable known">
        <thead><tr><th scope="col">case</th><th scope="col">about</th><th scope="col">it says</th><th scope="col">PyTorch says</th><th scope="col">we follow</th></tr></thead>
        <tbody>
        {Html.Join(divergences.Known.Select(known => Html.Of($"""
        <tr><td>{known.Case}</td><td>{known.Note}</td><td>{known.Says ?? "nothing"}</td><td>{known.PyTorch ?? "nothing"}</td><td>{known.Follow}</td></tr>

        """)))}</tbody>
        </table>
        </div>
        """);
}
