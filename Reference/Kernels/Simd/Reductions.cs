using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Σx and Σx² of values whose square is exact in double: floats.</summary>
readonly struct ExactMoments : IReduction
{
    /// <inheritdoc/>
    public static bool ReadsSecond => false;

    /// <inheritdoc/>
    public static bool UsesShift => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> First(Vector256<double> a, Vector256<double> shift) => a;

    // Fused or not, the bits are the same: 24 by 24 bits fit into 53.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift) =>
        Fma.IsSupported ? Fma.MultiplyAdd(a, a, sum) : sum + a * a;
}

/// <summary>Σ(x - shift) and Σ(x - shift)².</summary>
readonly struct ShiftedMoments : IReduction
{
    /// <inheritdoc/>
    public static bool ReadsSecond => false;

    /// <inheritdoc/>
    public static bool UsesShift => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> First(Vector256<double> a, Vector256<double> shift) => a - shift;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift)
    {
        var deviation = a - shift;
        return sum + deviation * deviation;
    }
}

/// <summary>Σdy and Σdy · (x - shift): the two reductions of backward.</summary>
readonly struct GradientSums : IReduction
{
    /// <inheritdoc/>
    public static bool ReadsSecond => true;

    /// <inheritdoc/>
    public static bool UsesShift => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> First(Vector256<double> a, Vector256<double> shift) => a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift) =>
        sum + a * (b - shift);
}
