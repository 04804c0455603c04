using Parity.BadUses;
using Parity.Cases;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Tool;

/// <summary>Names the known divergence of a library that a case runs into.</summary>
static class DivergenceNote
{
    /// <summary>Such as <c>a known divergence of TorchSharp, bn1d-one-value-1x3: {its line}</c>; null where none is known.</summary>
    /// <param name="oracle">The library.</param>
    /// <param name="c">The case.</param>
    /// <param name="fixtures">A folder whose file comes first; null for the repository's own.</param>
    public static string? Of(IOracle oracle, BatchNormCase c, string? fixtures)
    {
        if (oracle is not IBadUseOracle asked || Name(c) is not { } name)
            return null;
        Divergence? known = DivergenceFile.ReadNearest(fixtures)?.FirstOrDefault(
            divergence => divergence.Library == asked.Library && divergence.Case == name && divergence.Versions.Contains(asked.LibraryVersion));
        return known is null ? null : $"a known divergence of {asked.Library}, {known.Case}: {DivergenceFile.Line(known)}";
    }

    // The bad use, or the behaviour, that this case is one of.
    static string? Name(BatchNormCase c)
    {
        if (LibtorchDefects.WhyNot(c) is not null)
            return "grad-output-of-ambiguous-strides";
        if (!c.UsesBatchStatistics || c.ValuesPerChannel != 1)
            return null;
        return (c.Module, c.Shape.Length, c.Training) switch
        {
            (BatchNormModule.BatchNorm2d, _, _) => "bn2d-one-value-1x3x1x1",
            (_, _, false) => "bn1d-one-value-eval-without-statistics",
            (_, 2, _) => "bn1d-one-value-1x3",
            _ => "bn1d-one-value-1x3x1",
        };
    }
}
