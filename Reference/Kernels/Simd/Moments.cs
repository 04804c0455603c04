using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Mean and variance of a channel from its two sums.</summary>
static class Moments
{
    // The variance is a difference of two sums; they cancel by the factor (mean - shift)² / var, so that its relative
    // error is about this factor times 2⁻⁵³, far below half an ULP of a float. A double has no bits to spare for it.
    static double Limit<T>() => typeof(T) == typeof(double) ? 1 : 1 << 16;

    /// <summary>The sums' mean and biased variance, and whether the shift was near enough to the mean for them.</summary>
    public static (double Mean, double Variance, bool IsAccurate) From<T>(double sum, double squares, double shift, double count)
    {
        // Measured from an infinite mean a finite value has the deviation ∞, an infinite one NaN: as in the definition.
        if (double.IsInfinity(shift))
            return (shift, squares / count, true);

        // An overflow is measured again, from the mean; where the deviations' squares overflow too, so does the variance.
        double offset = sum / count;
        if (double.IsPositiveInfinity(squares) && double.IsFinite(sum))
            return (shift + offset, squares, false);
        double variance = (squares - sum * offset) / count;

        // Cancellation may leave less than nothing; NaN stays.
        if (variance < 0)
            variance = 0;
        return (shift + offset, variance, offset * offset <= Limit<T>() * variance);
    }

    /// <summary>Stores mean and variance of four channels measured from 0, with the same bits; false where one is not accurate.</summary>
    public static unsafe bool TryStore<T>(
        Vector256<double> sum, Vector256<double> squares, double count, double* mean, double* variance)
    {
        var counts = Vector256.Create(count);
        var offset = sum / counts;
        var spread = Vector256.ConditionalSelect(
            Vector256.LessThan((squares - sum * offset) / counts, Vector256<double>.Zero),
            Vector256<double>.Zero,
            (squares - sum * offset) / counts);
        var limit = Vector256.Create(Limit<T>());
        if (!Vector256.LessThanOrEqualAll(offset * offset, limit * spread)
            || !Vector256.LessThanAll(squares, Vector256.Create(double.PositiveInfinity)))
            return false;
        offset.Store(mean);
        spread.Store(variance);
        return true;
    }

    /// <summary>What to measure from in the second attempt.</summary>
    public static double ShiftFor(double mean) => double.IsNaN(mean) ? 0 : mean;
}
