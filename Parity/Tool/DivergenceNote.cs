using Parity.BadUses;
using Parity.Cases;
using Parity.Comparison;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Tool;

/// <summary>The known divergence of a library that a case runs into.</summary>
/// <param name="Known">What is known.</param>
sealed record DivergenceNote(Divergence Known)
{
    /// <summary>The known divergence that a case runs into; null where none is known.</summary>
    /// <param name="oracle">The library.</param>
    /// <param name="c">The case.</param>
    /// <param name="fixtures">A folder whose file comes first; null for the repository's own.</param>
    public static DivergenceNote? Of(IOracle oracle, BatchNormCase c, string? fixtures)
    {
        if (oracle is not IBadUseOracle asked || Name(c) is not { } name)
            return null;
        Divergence? known = DivergenceFile.ReadNearest(fixtures)?.FirstOrDefault(
            divergence => divergence.Library == asked.Library && divergence.Case == name && divergence.Versions.Contains(asked.LibraryVersion));
        return known is null ? null : new DivergenceNote(known);
    }

    /// <summary>Such as <c>a known divergence of TorchSharp, bn1d-one-value-1x3: {its line}</c>.</summary>
    public override string ToString() => $"a known divergence of {Known.Library}, {Known.Case}: {DivergenceFile.Line(Known)}";

    /// <summary>Whether this is all that a comparison found: our module raised what PyTorch does, and the library is known not to.</summary>
    public bool Explains(CaseComparison comparison) =>
        Known is { Follow: "PyTorch", PyTorch: { } says }
        && comparison.ErrorMismatch is { } mismatch
        && mismatch.StartsWith("the kernel raised ", StringComparison.Ordinal)
        && mismatch.Contains(WithoutShape(says), StringComparison.Ordinal);

    // The shape in the message is that of the bad use on record, not of this case.
    static string WithoutShape(string message) => message.Split("got input size")[0];

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
