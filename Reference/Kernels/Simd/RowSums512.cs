using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// Adds rows to the chains of sixteen channels with AVX-512, whose registers hold all of them: both sums of four lanes.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class RowSums512<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    const int Half = 8;

    /// <summary>Adds rows, four at a time.</summary>
    /// <param name="a">The first row.</param>
    /// <param name="b">The first row of the second tensor, where there is one.</param>
    /// <param name="rows">How many rows, a multiple of four, and how far ahead the next tile begins.</param>
    /// <param name="shifts">What the channels' values are measured from.</param>
    /// <param name="chains">Of each lane the chains of both sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddSixteen(
        Strided<T> a, Strided<T> b, (nint Count, nint Next) rows, double* shifts, double* chains)
    {
        var from0 = TSum.UsesShift ? Vector512.Load(shifts) : default;
        var from1 = TSum.UsesShift ? Vector512.Load(shifts + Half) : default;
        Vector512<double> s0 = At(chains, 0), s1 = At(chains, 1), t0 = At(chains, 2), t1 = At(chains, 3);
        Vector512<double> s2 = At(chains, 4), s3 = At(chains, 5), t2 = At(chains, 6), t3 = At(chains, 7);
        Vector512<double> s4 = At(chains, 8), s5 = At(chains, 9), t4 = At(chains, 10), t5 = At(chains, 11);
        Vector512<double> s6 = At(chains, 12), s7 = At(chains, 13), t6 = At(chains, 14), t7 = At(chains, 15);
        T* pa = a.First, pb = b.First;
        for (nint left = rows.Count; left > 0; left -= SumOrder.Lanes)
        {
            Prefetch(pa, a.Step, rows.Next);
            if (TSum.ReadsSecond)
                Prefetch(pb, b.Step, rows.Next);
            Step(pa, pb, from0, ref s0, ref t0);
            Step(pa + Half, pb + Half, from1, ref s1, ref t1);
            pa += a.Step;
            pb += b.Step;
            Step(pa, pb, from0, ref s2, ref t2);
            Step(pa + Half, pb + Half, from1, ref s3, ref t3);
            pa += a.Step;
            pb += b.Step;
            Step(pa, pb, from0, ref s4, ref t4);
            Step(pa + Half, pb + Half, from1, ref s5, ref t5);
            pa += a.Step;
            pb += b.Step;
            Step(pa, pb, from0, ref s6, ref t6);
            Step(pa + Half, pb + Half, from1, ref s7, ref t7);
            pa += a.Step;
            pb += b.Step;
        }

        Store(chains, s0, s1, t0, t1);
        Store(chains + 4 * Half, s2, s3, t2, t3);
        Store(chains + 8 * Half, s4, s5, t4, t5);
        Store(chains + 12 * Half, s6, s7, t6, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> At(double* chains, nint place) => Vector512.Load(chains + place * Half);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(
        double* chains, Vector512<double> s0, Vector512<double> s1, Vector512<double> t0, Vector512<double> t1)
    {
        s0.Store(chains);
        s1.Store(chains + Half);
        t0.Store(chains + 2 * Half);
        t1.Store(chains + 3 * Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(T* a, T* b, Vector512<double> shift, ref Vector512<double> s, ref Vector512<double> t)
    {
        var first = SumOrder.LoadEight(a);
        var second = TSum.ReadsSecond ? SumOrder.LoadEight(b) : default;
        s = TSum.AddFirst(s, first, shift);
        t = TSum.AddSecond<T>(t, first, second, shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Prefetch(T* row, nint step, nint next)
    {
        if (!Sse.IsSupported)
            return;
        row += next * step;
        Sse.Prefetch1(row);
        Sse.Prefetch1(row + step);
        Sse.Prefetch1(row + 2 * step);
        Sse.Prefetch1(row + 3 * step);
    }
}
