using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Where in a tensor the errors are: the largest of each channel, kernel above oracle, against the bound.</summary>
static class ChannelPicture
{
    const double Width = 320, Left = 4, Plot = 240, Height = 44, Gap = 26;
    const double LowestPower = -4;

    /// <summary>The picture with its caption.</summary>
    public static Html Write(Disagreement d, ChannelErrors channels, OracleIdentity oracle)
    {
        double highest = channels.Kernel.Concat(channels.Oracle).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        double top = Math.Clamp(Math.Ceiling(Math.Log10(Math.Max(highest, 1)) + 0.5), 1, 16);
        string kernel = Words(d.Kernel, channels, channels.Kernel), other = Words(oracle.Name, channels, channels.Oracle);
        return Html.Of($"""
            <figure class="channels">
            <svg viewBox="0 0 {Width} {2 * (Height + Gap)}" role="img" aria-label="Error of each channel as a multiple of its bound. {kernel} {other}">
            <title>Largest error of each channel as a multiple of its bound, on a log scale</title>
            <desc>{kernel} {other}</desc>
            {Row(d.Kernel, channels.Kernel, 0, top)}{Row(oracle.Name, channels.Oracle, Height + Gap, top)}</svg>
            <figcaption>Error / bound of {Channels(channels)}{(d.Found is null ? "" : " of the case as it was found")}, log scale; the line is the bound.</figcaption>
            </figure>
            """);
    }

    static string Channels(ChannelErrors channels) => channels.Channels > channels.Kernel.Count
        ? $"{NumberText.Count(channels.Channels)} channels, neighbours joined"
        : channels.Channels == 1 ? "the one channel" : $"each of {NumberText.Count(channels.Channels)} channels";

    static string Words(string name, ChannelErrors channels, IReadOnlyList<double> shares)
    {
        if (shares.Count == 0)
            return $"{FailureText.OneLine(name)}: nothing.";
        int worst = Enumerable.Range(0, shares.Count).MaxBy(i => shares[i]);
        int above = shares.Count(share => share > 1);
        int channel = (int)((long)worst * channels.Channels / shares.Count);
        return $"{FailureText.OneLine(name)}: worst {NumberText.Percent(shares[worst])} of the bound at channel {NumberText.Count(channel)}; {NumberText.Count(above)} of {NumberText.Count(shares.Count)} above the bound.";
    }

    static Html Row(string name, IReadOnlyList<double> shares, double y, double top)
    {
        double step = Plot / Math.Max(shares.Count, 1), bound = y + Height - Rise(1, top);
        return Html.Of($"""
            <path class="axis" d="M{Left} {y + Height}h{Plot}"/>
            {Html.Join(shares.Select((share, i) => Bar(share, Left + i * step, y, step, top)))}<path class="bound" d="M{Left} {Math.Round(bound, 1)}h{Plot}"/>
            <text x="{Left + Plot + 6}" y="{Math.Round(bound + 3, 1)}">bound</text>
            <text x="{Left}" y="{y + Height + 13}">{FailureText.OneLine(name)}</text>

            """);
    }

    static Html Bar(double share, double x, double y, double step, double top)
    {
        double height = Math.Round(Rise(share, top), 1);
        return height <= 0 ? Html.None : Html.Of($"""
            <rect class="{(share > 1 ? "out" : "fill")}" x="{Math.Round(x + step * 0.1, 1)}" y="{Math.Round(y + Height - height, 1)}" width="{Math.Round(step * 0.8, 1)}" height="{height}"/>

            """);
    }

    static double Rise(double share, double top) =>
        share <= 0 ? 0
        : !double.IsFinite(share) ? Height
        : Height * Math.Clamp((Math.Log10(share) - LowestPower) / (top - LowestPower), 0.02, 1);
}
