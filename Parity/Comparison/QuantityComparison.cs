using Parity.Cases;

namespace Parity.Comparison;

/// <summary>One quantity of one case, kernel against oracle, with its verdict.</summary>
/// <param name="Quantity">What was compared.</param>
/// <param name="Verdict">What it means.</param>
/// <param name="Comparison">The numbers; null where there was nothing to compare number by number.</param>
/// <param name="Exact">The exact kernel's values; null unless the two disagreed.</param>
/// <param name="Reason">Why, where numbers alone do not say it.</param>
public sealed record QuantityComparison(
    Quantity Quantity, Verdict Verdict, TensorComparison? Comparison, DenseTensor? Exact = null, string? Reason = null);
