using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Adds planes, each contiguous in memory, to the chains of their channel.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class PlaneSums<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    /// <summary>Adds up to four neighbouring planes of a channel, the first of them at a multiple of four.</summary>
    /// <param name="a">The first plane.</param>
    /// <param name="b">The first plane of the second tensor, where there is one.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="count">Values in a plane.</param>
    /// <param name="shift">Subtracted from what the sum measures from a shift.</param>
    /// <param name="chains">The chains of the channel.</param>
    public static void Add(PlaneRun<T> a, PlaneRun<T> b, nint planes, nint count, double shift, double* chains)
    {
        if (planes == SumOrder.Sets)
            AddFour(a, b, count, shift, chains);
        else
            for (nint n = 0; n < planes; n++)
                AddOne(a.From(n).First, b.From(n).First, count, shift, chains + 8 * n);
    }

    // Four planes at a time keep the adders busy: one chain alone waits for its own last addition.
    static void AddFour(PlaneRun<T> a, PlaneRun<T> b, nint count, double shift, double* chains)
    {
        var from = Vector256.Create(shift);
        T* a0 = a.First, a1 = a0 + a.Step, a2 = a1 + a.Step, a3 = a2 + a.Step;
        T* b0 = b.First, b1 = b0 + b.Step, b2 = b1 + b.Step, b3 = b2 + b.Step;
        for (nint start = 0; start < count; start += SumOrder.Block)
        {
            Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
            Vector256<double> t0 = default, t1 = default, t2 = default, t3 = default;
            nint end = Math.Min(start + SumOrder.Block, count), i = start;
            for (; i <= end - 4; i += 4)
            {
                Step(a0 + i, b0 + i, from, ref s0, ref t0);
                Step(a1 + i, b1 + i, from, ref s1, ref t1);
                Step(a2 + i, b2 + i, from, ref s2, ref t2);
                Step(a3 + i, b3 + i, from, ref s3, ref t3);
            }

            if (i < end)
            {
                Tail(a0 + i, b0 + i, end - i, from, ref s0, ref t0);
                Tail(a1 + i, b1 + i, end - i, from, ref s1, ref t1);
                Tail(a2 + i, b2 + i, end - i, from, ref s2, ref t2);
                Tail(a3 + i, b3 + i, end - i, from, ref s3, ref t3);
            }

            Flush(s0, t0, chains);
            Flush(s1, t1, chains + 8);
            Flush(s2, t2, chains + 16);
            Flush(s3, t3, chains + 24);
        }
    }

    static void AddOne(T* a, T* b, nint count, double shift, double* chains)
    {
        var from = Vector256.Create(shift);
        for (nint start = 0; start < count; start += SumOrder.Block)
        {
            Vector256<double> s = default, t = default;
            nint end = Math.Min(start + SumOrder.Block, count), i = start;
            for (; i <= end - 4; i += 4)
                Step(a + i, b + i, from, ref s, ref t);
            if (i < end)
                Tail(a + i, b + i, end - i, from, ref s, ref t);
            Flush(s, t, chains);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(T* a, T* b, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        var first = SumOrder.Load(a);
        var second = TSum.ReadsSecond ? SumOrder.Load(b) : default;
        s += TSum.First(first, shift);
        t = TSum.AddSecond(t, first, second, shift);
    }

    static void Tail(T* a, T* b, nint count, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        var first = SumOrder.LoadPartial(a, count);
        var second = TSum.ReadsSecond ? SumOrder.LoadPartial(b, count) : default;
        var mask = SumOrder.Mask(count);
        s = Vector256.ConditionalSelect(mask, s + TSum.First(first, shift), s);
        t = Vector256.ConditionalSelect(mask, TSum.AddSecond(t, first, second, shift), t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Flush(Vector256<double> s, Vector256<double> t, double* chains)
    {
        (Vector256.Load(chains) + s).Store(chains);
        (Vector256.Load(chains + 4) + t).Store(chains + 4);
    }
}
