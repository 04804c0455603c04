using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>One quantity of an oracle's answer beside the exact values: what is measured of it once, whoever is held against it.</summary>
/// <remarks>Several threads may measure at once.</remarks>
/// <param name="tensor">The oracle's values.</param>
/// <param name="exact">The exact values.</param>
sealed class OracleTensor(DenseTensor tensor, DenseTensor exact) : IDisposable
{
    OracleShares? measured;
    long[]? exactPlaces;

    /// <summary>The oracle's values.</summary>
    public WideTensor Values { get; } = new(tensor);

    /// <summary>The exact values.</summary>
    public WideTensor Exact { get; } = new(exact);

    /// <summary>Where the exact values lie once they are rounded to the oracle's type, by <see cref="Ulp.Places"/>.</summary>
    public ReadOnlySpan<long> ExactPlaces => (exactPlaces ??= Exact.PlacesIn(tensor.DType)).AsSpan(0, tensor.Count);

    /// <summary>What limits the oracle's error, as it was measured last; null before.</summary>
    public OracleLimits? Limits => measured?.Limits;

    /// <summary>The oracle's largest error as a multiple of what limits it; ∞ where only known bits explain an error, and there are others.</summary>
    public double LargestShare(OracleLimits limits)
    {
        if (measured is { } before && before.Limits == limits)
            return before.Largest;
        var shares = new OracleShares(limits, limits.LargestShare(Values.Values, Exact.Values));
        measured = shares;
        return shares.Largest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Exact.Dispose();
        if (exactPlaces is not null)
            Scratch<long>.Return(exactPlaces);
        exactPlaces = null;
    }

    // Replaced as a whole, so that limits and what was measured under them belong together.
    sealed record OracleShares(OracleLimits Limits, double Largest);
}
