using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>What is told of a run beside its cases, once they are all judged: the last line of its journal.</summary>
sealed record RunEnd
{
    /// <summary>When, and how long.</summary>
    public required RunTiming Timing { get; init; }

    /// <summary>What was measured beside the cases.</summary>
    public RunAnnexes Annexes { get; init; } = new();

    /// <summary>What each kernel declares.</summary>
    public IReadOnlyList<StandardRow> Standards { get; init; } = [];

    /// <summary>What the oracle cannot answer.</summary>
    public IReadOnlyList<CoverageGap> Gaps { get; init; } = [];

    /// <summary>The oracle's known arithmetic; null where none is known.</summary>
    public KnownArithmetic? Library { get; init; }

    /// <summary>The end of the whole run: times added, and whatever was met in any part.</summary>
    public static RunEnd Together(IReadOnlyList<RunEnd> parts) => parts[0] with
    {
        Timing = new RunTiming(
            parts.Min(part => part.Timing.Started), parts.Sum(part => part.Timing.Seconds), parts.Sum(part => part.Timing.OracleSeconds)),
        Annexes = new RunAnnexes
        {
            Divergences = DivergenceComparison.Together(parts.Select(part => part.Annexes.Divergences)),
            Bench = parts.Select(part => part.Annexes.Bench).FirstOrDefault(bench => bench is not null),
        },
        Gaps = [.. parts.SelectMany(part => part.Gaps).DistinctBy(gap => gap.Kind)],
        Library = KnownArithmetic.Together([.. parts.Select(part => part.Library).OfType<KnownArithmetic>()]),
    };
}

/// <summary>What is measured beside the cases of a run, told and judged with them; null where that was not asked.</summary>
sealed record RunAnnexes
{
    /// <summary>What the oracle made of bad uses.</summary>
    public DivergenceComparison? Divergences { get; init; }

    /// <summary>What moved since the baseline was recorded; never of one part of a run.</summary>
    public BaselineComparison? Baseline { get; init; }

    /// <summary>What a bench measured.</summary>
    public BenchReport? Bench { get; init; }
}

/// <summary>What is known of the oracle's arithmetic.</summary>
/// <param name="Conditions">On what its bits depend.</param>
/// <param name="Departure">The way on which this machine's library left it before the run; null where it follows it.</param>
/// <param name="Emulated">Whether the answers are that arithmetic, and no library's.</param>
sealed record KnownArithmetic(string Conditions, string? Departure, bool Emulated)
{
    /// <summary>What is known; null where that is nothing.</summary>
    public static KnownArithmetic? Of(LibraryBits bits) => bits.Conditions is null ? null : new(bits.Conditions, bits.Departure, bits.Emulates);

    /// <summary>That of several machines; null where none is known.</summary>
    public static KnownArithmetic? Together(IReadOnlyList<KnownArithmetic> some) => some.Count == 0 ? null : new(
        string.Join(" and ", some.Select(one => one.Conditions).Distinct()),
        some.Select(one => one.Departure).FirstOrDefault(departure => departure is not null),
        some[0].Emulated);
}
