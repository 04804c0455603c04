using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>A place where a library is known to depart from PyTorch.</summary>
/// <param name="Library">Such as <c>TorchSharp</c>.</param>
/// <param name="Versions">The versions that it was seen in.</param>
/// <param name="Case">The bad use, or another behaviour, that shows it.</param>
/// <param name="Says">What the library says there; null where it raises nothing.</param>
/// <param name="PyTorch">What PyTorch says there; null where it raises nothing.</param>
/// <param name="Follow">Whom our modules follow.</param>
/// <param name="Note">What it is about, in a few words.</param>
public sealed record Divergence(
    string Library, IReadOnlyList<string> Versions, string Case, string? Says, [property: JsonPropertyName("pytorch")] string? PyTorch, string Follow, string Note);

/// <summary>What the library made of bad uses, held against what is known of it.</summary>
public sealed record DivergenceComparison
{
    /// <summary>The library and its own version.</summary>
    public required string Library { get; init; }

    /// <summary>How many bad uses it was asked about.</summary>
    public required int Asked { get; init; }

    /// <summary>How many it cannot express, or could end this process.</summary>
    public int NotAsked { get; init; }

    /// <summary>Known divergences that were met again.</summary>
    public IReadOnlyList<Divergence> Known { get; init; } = [];

    /// <summary>What fails: new divergences, and known ones that are gone.</summary>
    public IReadOnlyList<DivergenceProblem> Problems { get; init; } = [];

    /// <summary>How many bad uses the modules under test were asked about, each module for itself; 0 where none was.</summary>
    public int OursAsked { get; init; }

    /// <summary>What fails in the modules under test: what one of them says or counts otherwise than PyTorch.</summary>
    public IReadOnlyList<DivergenceProblem> Ours { get; init; } = [];

    /// <summary>All that fails, in the modules under test first.</summary>
    [JsonIgnore]
    public IEnumerable<DivergenceProblem> Failing => Ours.Concat(Problems);

    /// <summary>Whether nothing is new or gone, and the modules under test say what PyTorch says.</summary>
    public bool Passed => Problems.Count == 0 && Ours.Count == 0;

    /// <summary>One line: how many are known, and how many are not.</summary>
    public string Headline() => FormattableString.Invariant($"{Known.Count} known, {Problems.Count} new or gone; {Asked} bad uses asked");

    /// <summary>One line: how the modules under test answered; null where none was asked.</summary>
    internal string? OursHeadline() => OursAsked == 0 ? null : FormattableString.Invariant(
        $"{OursAsked} put to our modules, {(Ours.Count == 0 ? "all answered as PyTorch does" : $"{Ours.Count} answered otherwise than PyTorch does")}");

    /// <summary>Both as one.</summary>
    internal string Both() => OursHeadline() is { } ours ? $"{Headline()}, {ours}" : Headline();

    /// <summary>What several parts of a run found: whatever any of them did.</summary>
    public static DivergenceComparison? Together(IEnumerable<DivergenceComparison?> parts)
    {
        DivergenceComparison[] asked = [.. parts.OfType<DivergenceComparison>()];
        return asked.Length == 0 ? null : asked[0] with
        {
            Known = [.. asked.SelectMany(part => part.Known).DistinctBy(known => (known.Library, known.Case))],
            Problems = [.. asked.SelectMany(part => part.Problems).Distinct()],
            OursAsked = asked.Max(part => part.OursAsked),
            Ours = [.. asked.SelectMany(part => part.Ours).Distinct()],
        };
    }
}

/// <summary>A divergence that nobody knew of, a known one that is gone, or a module under test that departs from PyTorch.</summary>
/// <param name="Text">What happened, and what to do with the line.</param>
/// <param name="Line">The line to add or to remove; of a module under test, the command that shows it again.</param>
public sealed record DivergenceProblem(string Text, string Line)
{
    /// <summary>Both on one line.</summary>
    public override string ToString() => $"{Text}: {Line}";
}
