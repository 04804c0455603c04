using System.Text;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>How often an answer is how far from exact: one row of bars per answer, in the same buckets.</summary>
static class ErrorHistogram
{
    const double Left = 66, Plot = 300, Right = 54, RowHeight = 34, Gap = 8, Foot = 20;
    const double Decades = 6;
    const int FewestBuckets = 8;

    /// <summary>The picture.</summary>
    /// <param name="name">What was computed, such as <c>output float32</c>.</param>
    /// <param name="answers">Who computed it, with the errors.</param>
    public static Html Write(string name, IReadOnlyList<AnswerErrors> answers)
    {
        int last = Math.Max(FewestBuckets, answers.Max(answer => LastFinite(answer.Errors.Elements)));
        bool infinite = answers.Any(answer => answer.Errors.Elements.Count > UlpScale.Infinite);
        int buckets = last + 1 + (infinite ? 2 : 0);
        double step = Plot / buckets, height = answers.Count * (RowHeight + Gap) + Foot;
        return Html.Of($"""
            <figure class="histogram">
            <figcaption>{name}</figcaption>
            <svg viewBox="0 0 {Left + Plot + Right} {height}" role="img" aria-label="Distance from exact of {name}, in ULP. {Words(answers)}">
            <title>Distance from exact of {name}, in ULP</title>
            <desc>{Words(answers)}</desc>
            {Html.Join(answers.Select((answer, i) => Row(answer.Name, answer.Errors, i, step, last)))}{Axis(last, infinite, step, height - Foot)}</svg>
            </figure>
            """);
    }

    static string Words(IEnumerable<AnswerErrors> answers) => string.Join(" ", answers.Select(answer =>
        $"{FailureText.OneLine(answer.Name)}: {NumberText.Percent(answer.Errors.ShareWithin(0))} exact, {NumberText.Percent(answer.Errors.ShareWithin(1))} within 1, 99.9 % within {NumberText.Ulp(answer.Errors.Quantile(0.999))}."));

    static Html Row(string name, ErrorProfile errors, int row, double step, int last)
    {
        double bottom = row * (RowHeight + Gap) + RowHeight;
        var bars = new StringBuilder();
        for (int bucket = 0; bucket < errors.Elements.Count; bucket++)
            if (errors.Elements[bucket] > 0)
            {
                double high = Rise(errors.Elements[bucket] / (double)errors.Count);
                double x = Left + step * (bucket == UlpScale.Infinite ? last + 2 : bucket);
                bars.Append(Html.Of($"M{Math.Round(x + step * 0.1, 1)} {bottom}v{-high}h{Math.Round(step * 0.8, 1)}v{high}z"));
            }
        return Html.Of($"""
            <text class="name" x="{Left - 6}" y="{bottom - RowHeight / 2 + 4}">{FailureText.OneLine(name)}</text>
            <path class="axis" d="M{Left} {bottom}h{Plot}"/>
            <path class="{(row == 0 ? "oracle" : "fill")}" d="{bars.ToString()}"/>
            <text x="{Left + Plot + 5}" y="{bottom - RowHeight / 2 + 4}">{NumberText.Percent(errors.ShareWithin(1))}</text>

            """);
    }

    static Html Axis(int last, bool infinite, double step, double y)
    {
        int every = last <= 9 ? 1 : last <= 16 ? 2 : last <= 30 ? 4 : 10;
        var ticks = Enumerable.Range(0, last + 1).Where(bucket => bucket == 0 || (bucket > 1 || every == 1 ? (bucket - 1) % every == 0 : false))
            .Select(bucket => new { At = bucket, Text = Tick(bucket) });
        if (infinite)
            ticks = ticks.Append(new { At = last + 2, Text = "∞" });
        return Html.Join(ticks.Select(tick => Html.Of($"""
            <text class="tick" x="{Math.Round(Left + step * (tick.At + 0.5), 1)}" y="{y + 10}">{tick.Text}</text>

            """)));
    }

    static string Tick(int bucket) => bucket <= 10 ? NumberText.Count(UlpScale.Largest(bucket)) : $"2^{NumberText.Count(bucket - 1)}";

    static double Rise(double share) => Math.Round(Math.Max(1.5, RowHeight * (1 + Math.Log10(share) / Decades)), 1);

    static int LastFinite(IReadOnlyList<long> elements)
    {
        int last = Math.Min(elements.Count, UlpScale.Infinite) - 1;
        while (last > 0 && elements[last] == 0)
            last--;
        return last;
    }
}
