using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Two sums over a channel, taken in one pass: how four or eight values are added, with the same bits either way.</summary>
interface IReduction
{
    /// <summary>Whether a second tensor is read beside the first.</summary>
    static abstract bool ReadsSecond { get; }

    /// <summary>Whether the values are measured from a shift.</summary>
    static abstract bool UsesShift { get; }

    /// <summary>The first sum with its values added.</summary>
    static abstract Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift);

    /// <summary>The second sum with its products added.</summary>
    /// <typeparam name="T">Element type of the values.</typeparam>
    static abstract Vector256<double> AddSecond<T>(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift)
        where T : unmanaged;

    /// <summary>As with four values.</summary>
    static abstract Vector512<double> AddFirst(Vector512<double> sum, Vector512<double> a, Vector512<double> shift);

    /// <summary>As with four values.</summary>
    static abstract Vector512<double> AddSecond<T>(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift)
        where T : unmanaged;
}

/// <summary>Σx and Σx².</summary>
readonly struct RawMoments : IReduction
{
    /// <inheritdoc/>
    public static bool ReadsSecond => false;

    /// <inheritdoc/>
    public static bool UsesShift => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift) => sum + a;

    // Fused or not, squares of floats have the same bits: 24 by 24 bits fit into 53. Those of doubles are never fused.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond<T>(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift)
        where T : unmanaged =>
        typeof(T) == typeof(float) && Fma.IsSupported ? Fma.MultiplyAdd(a, a, sum) : sum + a * a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddFirst(Vector512<double> sum, Vector512<double> a, Vector512<double> shift) => sum + a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddSecond<T>(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift)
        where T : unmanaged =>
        typeof(T) == typeof(float) && Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, a, sum) : sum + a * a;
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
    public static Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift) =>
        sum + (a - shift);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond<T>(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift)
        where T : unmanaged
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
    public static Vector512<double> AddSecond<T>(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift)
        where T : unmanaged
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift) =>
        Fma.IsSupported ? Fma.MultiplyAdd(a, Vector256<double>.One, sum) : sum + a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddSecond<T>(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift)
        where T : unmanaged =>
        sum + a * (Fma.IsSupported ? Fma.MultiplySubtract(b, Vector256<double>.One, shift) : b - shift);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddFirst(Vector512<double> sum, Vector512<double> a, Vector512<double> shift) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, Vector512<double>.One, sum) : sum + a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddSecond<T>(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift)
        where T : unmanaged =>
        sum + a * (Avx512F.IsSupported ? Avx512F.FusedMultiplySubtract(b, Vector512<double>.One, shift) : b - shift);
}

/// <summary>
/// Adds values to both sums of their chains: what a step adds, and the plain loop over steps that every faster loop must
/// equal to the bit.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class Sums<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    /// <summary>Adds four neighbouring values, one to each lane, and those of the second tensor where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(T* a, T* b, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        var first = SumOrder.Load(a);
        var second = TSum.ReadsSecond ? SumOrder.Load(b) : default;
        s = TSum.AddFirst(s, first, shift);
        t = TSum.AddSecond<T>(t, first, second, shift);
    }

    /// <summary>Adds four neighbouring values after four others, as often as told: the order of additions of all sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Each(
        Strided<T> a, Strided<T> b, nint count, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        T* pa = a.First, pb = b.First;
        for (; count > 0; count--, pa += a.Step, pb += b.Step)
            Step(pa, pb, shift, ref s, ref t);
    }

    // Lanes beyond the end add +0, which changes no chain: they are not measured from the shift either.
    /// <summary>Adds the last one to three values of a plane; nothing beyond them is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tail(
        T* a, T* b, nint count, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        var first = SumOrder.LoadPartial(a, count);
        var second = TSum.ReadsSecond ? SumOrder.LoadPartial(b, count) : default;
        shift &= SumOrder.Mask(count);
        s = TSum.AddFirst(s, first, shift);
        t = TSum.AddSecond<T>(t, first, second, shift);
    }
}
