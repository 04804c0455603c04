using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>One quantity of an oracle's answer beside the exact values: what is measured of it once, whoever is held against it.</summary>
/// <remarks>Several threads may measure at once.</remarks>
/// <param name="tensor">The oracle's values.</param>
/// <param name="exact">The exact values.</param>
sealed class OracleTensor(DenseTensor tensor, DenseTensor exact)
{
    OracleShares? measured;
    long[]? exactPlaces;

    /// <summary>The oracle's values.</summary>
    public WideTensor Values { get; } = new(tensor);

    /// <summary>The exact values.</summary>
    public WideTensor Exact { get; } = new(exact);

    /// <summary>Where the exact values lie once they are rounded to the oracle's type, by <see cref="Ulp.Places"/>.</summary>
    public ReadOnlySpan<long> ExactPlaces => exactPlaces ??= Exact.PlacesIn(tensor.DType);

    /// <summary>What limits the oracle's error, as it was measured last; null before.</summary>
    public OracleLimits? Limits => measured?.Limits;

    /// <summary>The oracle's errors as multiples of their limits.</summary>
    public OracleShares SharesOf(OracleLimits limits)
    {
        if (measured is { } before && before.Limits == limits)
            return before;
        var shares = OracleShares.Of(Values.Values, Exact.Values, limits);
        measured = shares;
        return shares;
    }
}

/// <summary>An oracle's errors as multiples of what limits them.</summary>
/// <param name="Limits">The limits.</param>
/// <param name="Shares">Those of all elements, by row-major position; ∞ where only known bits explain the error, and there are others.</param>
/// <param name="Largest">The largest of them.</param>
sealed record OracleShares(OracleLimits Limits, double[] Shares, double Largest)
{
    /// <summary>Measures a tensor.</summary>
    public static OracleShares Of(ReadOnlySpan<double> values, ReadOnlySpan<double> exact, OracleLimits limits)
    {
        double[] shares = GC.AllocateUninitializedArray<double>(values.Length);
        double largest = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            double share = limits.OtherBits?[i] == true ? double.PositiveInfinity : Judgement.ShareOf(values[i], exact[i], limits.Bound[i]);
            shares[i] = share;
            largest = Math.Max(largest, share);
        }

        return new(limits, shares, largest);
    }
}
