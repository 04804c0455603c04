using System.Globalization;

namespace Parity.Reports;

/// <summary>A contiguous part of a run's cases.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Of">Number of parts.</param>
/// <param name="RunCases">Number of cases of the whole run.</param>
public sealed record Shard(int Index, int Of, int RunCases)
{
    /// <summary>Which of how many parts a text such as <c>3/8</c> says; null without one.</summary>
    /// <exception cref="UnusableException">The text is no part.</exception>
    public static (int Index, int Of)? Parse(string? text)
    {
        if (text is null)
            return null;
        string[] words = text.Split('/');
        return words.Length == 2 && Whole(words[0]) is { } index && Whole(words[1]) is { } of && index >= 1 && index <= of
            ? (index, of)
            : throw new UnusableException($"--shard is '{text}'; allowed is I/N with I from 1 to N, such as 3/8");
    }

    /// <summary>Number of the first case.</summary>
    public int FirstCase => Border(Index - 1);

    /// <summary>Number of cases.</summary>
    public int Cases => Border(Index) - FirstCase;

    /// <summary>As the command line takes it: <c>3/8</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Of}");

    static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    int Border(int part) => (int)((long)RunCases * part / Of);
}
