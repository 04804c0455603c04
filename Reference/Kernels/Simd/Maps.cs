using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>What becomes of each element once its channel's coefficients are known.</summary>
interface IElementMap
{
    /// <summary>Whether the input is read.</summary>
    static abstract bool ReadsInput { get; }

    /// <summary>Whether the gradient of the output is read.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>Eight or four elements.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy, CoefficientVectors<T> k)
        where T : unmanaged;

    /// <summary>One element in double, step by step, for coefficients beyond the element type.</summary>
    static abstract double Apply(double x, double dy, in WideCoefficients k);
}

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

/// <summary>The fused multiply-add of either element type: one rounding, in hardware or in software.</summary>
static class Fused
{
    /// <summary>a · b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
}

/// <summary>Between the element type and double.</summary>
static class Number
{
    /// <summary>The double, rounded once to the element type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Narrow<T>(double value)
        where T : unmanaged =>
        typeof(T) == typeof(float) ? (T)(object)(float)value : (T)(object)value;

    /// <summary>The element as a double, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Widen<T>(T value)
        where T : unmanaged =>
        typeof(T) == typeof(float) ? (float)(object)value : (double)(object)value;
}
