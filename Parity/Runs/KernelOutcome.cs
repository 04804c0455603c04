using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>What one kernel came to in one case.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Quantities">Every quantity that was compared, in the order of reports.</param>
public sealed record KernelOutcome(string Kernel, IReadOnlyList<QuantityOutcome> Quantities)
{
    /// <summary>An error that one side raised and the other did not; null where both or neither did.</summary>
    public Disagreement? Error { get; init; }

    /// <summary>Whether anything fails the gate.</summary>
    public bool Failed => Error is not null || Quantities.Any(quantity => quantity.Verdict.Fails());

    /// <summary>The outcome of a comparison.</summary>
    public static KernelOutcome Of(CaseComparison comparison, string replay) => new(
        comparison.Kernel,
        [.. comparison.Quantities.Select(judged => QuantityOutcome.Of(comparison, judged, replay))])
    {
        Error = comparison.ErrorMismatch is { } mismatch ? DisagreementRecord.OfErrors(comparison, mismatch, replay) : null,
    };
}
