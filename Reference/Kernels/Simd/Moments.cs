using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Mean and variance of four channels from their two sums.</summary>
static class Moments
{
    // The variance is a difference of two sums; they cancel by the factor (mean - shift)² / var, so that its relative
    // error is about this factor times 2⁻⁵³, far below half an ULP of a float. A double has no bits to spare for it.
    static double Limit<T>() => typeof(T) == typeof(double) ? 1 : 1 << 16;

    /// <summary>The sums' means and biased variances, and in which lanes the shift was near enough to the mean for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> Mean, Vector256<double> Variance, Vector256<double> IsAccurate) From<T>(
        Vector256<double> sum, Vector256<double> squares, Vector256<double> shift, double count)
    {
        Vector256<double> infinity = Vector256.Create(double.PositiveInfinity), zero = Vector256<double>.Zero;
        var counts = Vector256.Create(count);
        Vector256<double> offset = sum / counts, mean = shift + offset, variance = (squares - sum * offset) / counts;

        // Cancellation may leave less than nothing; NaN stays.
        variance = Vector256.ConditionalSelect(Vector256.LessThan(variance, zero), zero, variance);
        var isAccurate = Vector256.LessThanOrEqual(offset * offset, Vector256.Create(Limit<T>()) * variance);

        // An overflow is measured again, from the mean; where the deviations' squares overflow too, so does the variance.
        var isOverflow = Vector256.Equals(squares, infinity) & Vector256.LessThan(Vector256.Abs(sum), infinity);
        variance = Vector256.ConditionalSelect(isOverflow, squares, variance);

        // Measured from an infinite mean a finite value has the deviation ∞, an infinite one NaN: as in the definition.
        var isInfinite = Vector256.Equals(Vector256.Abs(shift), infinity);
        return (Vector256.ConditionalSelect(isInfinite, shift, mean),
            Vector256.ConditionalSelect(isInfinite, squares / counts, variance),
            Vector256.AndNot(isAccurate, isOverflow) | isInfinite);
    }

    /// <summary>What to measure from in the second attempt.</summary>
    public static Vector256<double> ShiftFor(Vector256<double> mean) => mean & Vector256.Equals(mean, mean);
}
