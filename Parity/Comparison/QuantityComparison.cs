using Parity.Cases;

namespace Parity.Comparison;

/// <summary>One quantity of one case, kernel against oracle, with its verdict.</summary>
/// <param name="Quantity">What was compared.</param>
/// <param name="Verdict">What it means.</param>
/// <param name="Reason">Why, where numbers alone do not say it.</param>
public sealed record QuantityComparison(Quantity Quantity, Verdict Verdict, string? Reason = null)
{
    /// <summary>The numbers, under torch's tolerances; null where there was nothing to compare number by number.</summary>
    public TensorComparison? Comparison { get; init; }

    /// <summary>Who is right, element by element; null where there was nothing to compare number by number.</summary>
    public Judgement? Judgement { get; init; }

    /// <summary>The exact values, in double; null where there was nothing to compare number by number.</summary>
    public DenseTensor? Exact { get; init; }

    /// <summary>Largest error of a correct kernel, by row-major position; empty where there was nothing to compare number by number.</summary>
    public IReadOnlyList<double> KernelBound { get; init; } = [];

    /// <summary>Largest error that the oracle's roundings explain, likewise.</summary>
    public IReadOnlyList<double> OracleBound { get; init; } = [];
}
