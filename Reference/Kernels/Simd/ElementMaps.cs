using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>y = (x - mean) · scale + offset.</summary>
readonly struct Normalise : IElementMap
{
    /// <inheritdoc/>
    public static bool ReadsInput => true;

    /// <inheritdoc/>
    public static bool ReadsGradient => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy, CoefficientVectors<T> k)
        where T : unmanaged =>
        Fused.MultiplyAdd(x - k.Mean, k.InputScale, k.Offset);

    /// <inheritdoc/>
    public static double Apply(double x, double dy, in WideCoefficients k) =>
        (x - k.Mean) * k.InverseStd * k.Weight + k.Offset;
}

/// <summary>dx = (dy + offset + (x - mean) · inputScale) · gradientScale: backward through a batch's own statistics.</summary>
/// <remarks>The gradient loses its mean before it is scaled: a constant one becomes exactly 0.</remarks>
readonly struct DeriveThroughStatistics : IElementMap
{
    /// <inheritdoc/>
    public static bool ReadsInput => true;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy, CoefficientVectors<T> k)
        where T : unmanaged =>
        Fused.MultiplyAdd(x - k.Mean, k.InputScale, dy + k.Offset) * k.GradientScale;

    /// <inheritdoc/>
    public static double Apply(double x, double dy, in WideCoefficients k) =>
        (dy - k.Offset - (x - k.Mean) * k.InverseStd * k.Slope) * k.InverseStd * k.Weight;
}

/// <summary>dx = dy · gradientScale: backward with given statistics.</summary>
readonly struct DeriveScaling : IElementMap
{
    /// <inheritdoc/>
    public static bool ReadsInput => false;

    /// <inheritdoc/>
    public static bool ReadsGradient => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy, CoefficientVectors<T> k)
        where T : unmanaged =>
        dy * k.GradientScale;

    /// <inheritdoc/>
    public static double Apply(double x, double dy, in WideCoefficients k) => dy * (k.InverseStd * k.Weight);
}
