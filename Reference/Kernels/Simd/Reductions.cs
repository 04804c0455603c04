using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Σx and Σx²: of floats, whose square is exact in double, and by <see cref="CompensatedMoments"/> of doubles.</summary>
readonly struct ExactMoments : IReduction
{
    /// <inheritdoc/>
    public static bool ReadsSecond => false;

    /// <inheritdoc/>
    public static bool UsesShift => false;

    /// <inheritdoc/>
    public static bool KeepsLosses => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift) => sum + a;

    // Fused or not, the bits are the same: 24 by 24 bits fit into 53.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift) =>
        Fma.IsSupported ? Fma.MultiplyAdd(a, a, sum) : sum + a * a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddFirst(Vector512<double> sum, Vector512<double> a, Vector512<double> shift) => sum + a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddSecond(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, a, sum) : sum + a * a;
}

/// <summary>Σ(x - shift) and Σ(x - shift)²; of doubles by <see cref="CompensatedMoments"/>.</summary>
readonly struct ShiftedMoments : IReduction
{
    /// <inheritdoc/>
    public static bool ReadsSecond => false;

    /// <inheritdoc/>
    public static bool UsesShift => true;

    /// <inheritdoc/>
    public static bool KeepsLosses => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift) =>
        sum + (a - shift);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift)
    {
        var deviation = a - shift;
        return sum + deviation * deviation;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddFirst(Vector512<double> sum, Vector512<double> a, Vector512<double> shift) =>
        sum + (a - shift);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddSecond(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift)
    {
        var deviation = a - shift;
        return sum + deviation * deviation;
    }
}

/// <summary>Σdy and Σdy · (x - shift): the two reductions of backward.</summary>
/// <remarks>
/// Conversions to double keep the adder's ports busy, so one addition and the subtraction go to the multiplier's.
/// </remarks>
readonly struct GradientSums : IReduction
{
    /// <inheritdoc/>
    public static bool ReadsSecond => true;

    /// <inheritdoc/>
    public static bool UsesShift => true;

    /// <inheritdoc/>
    public static bool KeepsLosses => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift) =>
        Fma.IsSupported ? Fma.MultiplyAdd(a, Vector256<double>.One, sum) : sum + a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift) =>
        sum + a * (Fma.IsSupported ? Fma.MultiplySubtract(b, Vector256<double>.One, shift) : b - shift);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddFirst(Vector512<double> sum, Vector512<double> a, Vector512<double> shift) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, Vector512<double>.One, sum) : sum + a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddSecond(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift) =>
        sum + a * (Avx512F.IsSupported ? Avx512F.FusedMultiplySubtract(b, Vector512<double>.One, shift) : b - shift);
}
