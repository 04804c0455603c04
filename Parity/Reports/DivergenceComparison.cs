namespace Parity.Reports;

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
    public IReadOnlyList<KnownDivergence> Known { get; init; } = [];

    /// <summary>What fails: new divergences, and known ones that are gone.</summary>
    public IReadOnlyList<DivergenceProblem> Problems { get; init; } = [];

    /// <summary>Whether nothing is new or gone.</summary>
    public bool Passed => Problems.Count == 0;

    /// <summary>One line: how many are known, and how many are not.</summary>
    public string Headline() => FormattableString.Invariant($"{Known.Count} known, {Problems.Count} new or gone; {Asked} bad uses asked");

    /// <summary>What several parts of a run found: whatever any of them did.</summary>
    public static DivergenceComparison? Together(IEnumerable<DivergenceComparison?> parts)
    {
        DivergenceComparison[] asked = [.. parts.OfType<DivergenceComparison>()];
        return asked.Length == 0 ? null : asked[0] with
        {
            Known = [.. asked.SelectMany(part => part.Known).Distinct()],
            Problems = [.. asked.SelectMany(part => part.Problems).Distinct()],
        };
    }
}
