using System.Globalization;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tool;

/// <summary><c>--shard I/N</c>: which part of a run's cases.</summary>
static class ShardOption
{
    /// <summary>The part behind a text; null without one.</summary>
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

    /// <summary>The part's request.</summary>
    /// <exception cref="UnusableException">There are more parts than cases.</exception>
    public static RunRequest Apply((int Index, int Of)? part, RunRequest request)
    {
        if (part is not var (index, of))
            return request;
        if (of > request.Cases)
            throw new UnusableException(FormattableString.Invariant(
                $"--shard is {index}/{of}, but there are {request.Cases} cases; allowed are at most as many parts"));
        var shard = new Shard(index, of, request.Cases);
        return request with { Shard = shard, Cases = shard.Cases };
    }

    static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
