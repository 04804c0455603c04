using Parity.Cases;

namespace Parity.Comparison;

/// <summary>The tolerance of each quantity, for well-conditioned data (a mean of a few deviations at most).</summary>
/// <remarks>
/// <para>Counters are equal or wrong. For the rest rtol is a few units of rounding and atol the error that the oracle's own sums leave
/// where a value cancels to near zero.</para>
/// </remarks>
public static class ToleranceTable
{
    /// <summary>The tolerance for one quantity and element type.</summary>
    public static Tolerance For(Quantity quantity, DType dtype)
    {
        if (dtype == DType.Int64)
            return Tolerance.Zero;
        return dtype == DType.Float32 ? new(1e-6, 1e-6, EqualNan: true) : new(1e-14, 1e-14, EqualNan: true);
    }
}
