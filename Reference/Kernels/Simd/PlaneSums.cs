using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Adds planes, each contiguous in memory, to the chains of their channel.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class PlaneSums<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    const int LineBytes = 64;

    /// <summary>Adds up to four neighbouring planes of a channel, the first of them at a multiple of four.</summary>
    /// <param name="a">The first plane.</param>
    /// <param name="b">The first plane of the second tensor, where there is one.</param>
    /// <param name="next">In both tensors the first of the four planes that are added after these, which are fetched meanwhile.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="count">Values in a plane.</param>
    /// <param name="shift">Subtracted from what the sum measures from a shift.</param>
    /// <param name="chains">The chains of the channel.</param>
    public static void Add(
        Strided<T> a, Strided<T> b, (Strided<T> A, Strided<T> B) next, nint planes, nint count, double shift, double* chains)
    {
        if (planes == SumOrder.Sets)
            AddFour(a, b, next, count, shift, chains);
        else
            for (nint n = 0; n < planes; n++)
                AddOne(a.From(n).First, b.From(n).First, count, shift, chains + 8 * n);
    }

    // Four planes at a time keep the adders busy: one chain alone waits for its own last addition.
    /// <summary>Adds four planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddFour(
        Strided<T> a, Strided<T> b, (Strided<T> A, Strided<T> B) next, nint count, double shift, double* chains)
    {
        var from = Vector256.Create(shift);
        T* a0 = a.First, a1 = a0 + a.Step, a2 = a1 + a.Step, a3 = a2 + a.Step;
        T* b0 = b.First, b1 = b0 + b.Step, b2 = b1 + b.Step, b3 = b2 + b.Step;
        Vector256<double> s0 = Vector256.Load(chains), s1 = Vector256.Load(chains + 8);
        Vector256<double> s2 = Vector256.Load(chains + 16), s3 = Vector256.Load(chains + 24);
        Vector256<double> t0 = Vector256.Load(chains + 4), t1 = Vector256.Load(chains + 12);
        Vector256<double> t2 = Vector256.Load(chains + 20), t3 = Vector256.Load(chains + 28);
        nint whole = count & -SumOrder.Lanes;
        for (nint i = 0, fetched = 0; i < whole; i += SumOrder.Lanes)
        {
            if (i == fetched)
            {
                Fetch(next.A, i);
                if (TSum.ReadsSecond)
                    Fetch(next.B, i);
                fetched += LineBytes / sizeof(T);
            }

            Sums<T, TSum>.Step(a0 + i, b0 + i, from, ref s0, ref t0);
            Sums<T, TSum>.Step(a1 + i, b1 + i, from, ref s1, ref t1);
            Sums<T, TSum>.Step(a2 + i, b2 + i, from, ref s2, ref t2);
            Sums<T, TSum>.Step(a3 + i, b3 + i, from, ref s3, ref t3);
        }

        if (whole < count)
        {
            Sums<T, TSum>.Tail(a0 + whole, b0 + whole, count - whole, from, ref s0, ref t0);
            Sums<T, TSum>.Tail(a1 + whole, b1 + whole, count - whole, from, ref s1, ref t1);
            Sums<T, TSum>.Tail(a2 + whole, b2 + whole, count - whole, from, ref s2, ref t2);
            Sums<T, TSum>.Tail(a3 + whole, b3 + whole, count - whole, from, ref s3, ref t3);
        }

        s0.Store(chains);
        t0.Store(chains + 4);
        s1.Store(chains + 8);
        t1.Store(chains + 12);
        s2.Store(chains + 16);
        t2.Store(chains + 20);
        s3.Store(chains + 24);
        t3.Store(chains + 28);
    }

    // The processor does not foresee the step from plane to plane, nor from page to page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Fetch(Strided<T> planes, nint i)
    {
        if (!Sse.IsSupported)
            return;
        T* line = planes.First + i;
        Sse.Prefetch1(line);
        Sse.Prefetch1(line + planes.Step);
        Sse.Prefetch1(line + 2 * planes.Step);
        Sse.Prefetch1(line + 3 * planes.Step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddOne(T* a, T* b, nint count, double shift, double* chains)
    {
        var from = Vector256.Create(shift);
        Vector256<double> s = Vector256.Load(chains), t = Vector256.Load(chains + 4);
        nint whole = count & -SumOrder.Lanes;
        Sums<T, TSum>.Each(new(a, SumOrder.Lanes), new(b, SumOrder.Lanes), whole / SumOrder.Lanes, from, ref s, ref t);
        if (whole < count)
            Sums<T, TSum>.Tail(a + whole, b + whole, count - whole, from, ref s, ref t);
        s.Store(chains);
        t.Store(chains + 4);
    }
}
