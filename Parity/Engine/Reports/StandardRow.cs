namespace Parity.Reports;

/// <summary>What a kernel declares, and how it kept it.</summary>
public sealed record StandardRow
{
    /// <summary>Name of the kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>The arithmetic that it was held to, in words.</summary>
    public required string Standard { get; init; }

    /// <summary>Its largest error as a multiple of what that allows.</summary>
    public double Share { get; init; }

    /// <summary>The next stricter standard in words; null for the strictest.</summary>
    public string? Tighter { get; init; }

    /// <summary>The largest error as a multiple of what the next stricter one allows.</summary>
    public double TighterShare { get; init; }

    /// <summary>Whether it failed in any case.</summary>
    public bool Failed { get; init; }

    /// <summary>Number of cases that it was judged on.</summary>
    public int Judged { get; init; }

    /// <summary>What it does not cover, in words.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Whether all of the run lies within the next stricter standard.</summary>
    public bool CouldDeclare => Tighter is not null && Judged > 0 && !Failed && TighterShare <= 1;
}
