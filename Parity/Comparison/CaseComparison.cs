using Parity.Cases;

namespace Parity.Comparison;

/// <summary>One case, one kernel: every quantity with its verdict.</summary>
/// <param name="Trial">The case with its numbers.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Quantities">Every quantity that was compared, in the order of reports.</param>
public sealed record CaseComparison(Trial Trial, string Kernel, IReadOnlyList<QuantityComparison> Quantities)
{
    /// <summary>Whether nothing fails the gate.</summary>
    public bool Passed => ErrorMismatch is null && Quantities.All(quantity => !quantity.Verdict.Fails());

    /// <summary>
    /// The other side's error, where one side raised one and the other did not; null where both or neither did.
    /// </summary>
    public string? ErrorMismatch { get; init; }
}
