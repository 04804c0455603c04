using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Adds rows, the contiguous channels of one position each, to the chains of their channels.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class RowSums<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    // Few enough rows to go through memory in order, enough to load and store the chains seldom.
    const int TileRows = 4 * SumOrder.Lanes;

    /// <summary>Adds all rows to the chains of a run of columns.</summary>
    /// <param name="a">The tensor that is summed.</param>
    /// <param name="b">The second tensor, where there is one.</param>
    /// <param name="columns">Which channels, by fours.</param>
    /// <param name="shifts">For every four channels of the tensor what their values are measured from.</param>
    /// <param name="chains">The chains of all channels.</param>
    public static void Add(in TensorView<T> a, in TensorView<T> b, in Columns columns, double* shifts, double* chains)
    {
        for (nint n = 0; n < a.N; n++)
            for (nint i = 0; i < a.PlaneLength; i += TileRows)
                AddTile(
                    new(a.Row(n, i), a.StrideI), new(b.Row(n, i), b.StrideI), Math.Min(TileRows, a.PlaneLength - i),
                    columns, shifts, columns.Chains(chains, n));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddTile(PlaneRun<T> a, PlaneRun<T> b, nint rows, in Columns columns, double* shifts, double* chains)
    {
        for (nint v = columns.First, fours; v < columns.End; v += fours)
        {
            nint c = columns.ChannelOf(v);
            fours = v + 4 <= columns.End && columns.ChannelOf(v + 3) == c + 12 ? 4 : 1;
            for (nint lane = 0; lane < Math.Min(rows, SumOrder.Lanes); lane++)
            {
                nint count = (rows - lane + SumOrder.Lanes - 1) / SumOrder.Lanes;
                PlaneRun<T> first = a.Every(SumOrder.Lanes, lane, c), second = b.Every(SumOrder.Lanes, lane, c);
                double* to = chains + v * Columns.ChainsPerSet + 8 * lane;
                if (fours == 4)
                    AddSixteen(first, second, count, shifts + 4 * v, to);
                else
                    AddFour(first, second, count, shifts + 4 * v, to);
            }
        }
    }

    // A cache line of floats at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddSixteen(PlaneRun<T> a, PlaneRun<T> b, nint rows, double* shifts, double* chains)
    {
        const int next = Columns.ChainsPerSet;
        Vector256<double> from0 = From(shifts, 0), from1 = From(shifts, 4);
        Vector256<double> from2 = From(shifts, 8), from3 = From(shifts, 12);
        Vector256<double> s0 = Vector256.Load(chains), s1 = Vector256.Load(chains + next);
        Vector256<double> s2 = Vector256.Load(chains + 2 * next), s3 = Vector256.Load(chains + 3 * next);
        Vector256<double> t0 = Vector256.Load(chains + 4), t1 = Vector256.Load(chains + next + 4);
        Vector256<double> t2 = Vector256.Load(chains + 2 * next + 4), t3 = Vector256.Load(chains + 3 * next + 4);
        T* pa = a.First, pb = b.First;
        for (; rows > 0; rows--)
        {
            Prefetch(pa + TileRows / SumOrder.Lanes * a.Step);
            if (TSum.ReadsSecond)
                Prefetch(pb + TileRows / SumOrder.Lanes * b.Step);
            Step(pa, pb, from0, ref s0, ref t0);
            Step(pa + 4, pb + 4, from1, ref s1, ref t1);
            Step(pa + 8, pb + 8, from2, ref s2, ref t2);
            Step(pa + 12, pb + 12, from3, ref s3, ref t3);
            pa += a.Step;
            pb += b.Step;
        }

        s0.Store(chains);
        s1.Store(chains + next);
        s2.Store(chains + 2 * next);
        s3.Store(chains + 3 * next);
        t0.Store(chains + 4);
        t1.Store(chains + next + 4);
        t2.Store(chains + 2 * next + 4);
        t3.Store(chains + 3 * next + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddFour(PlaneRun<T> a, PlaneRun<T> b, nint rows, double* shifts, double* chains)
    {
        var from = From(shifts, 0);
        Vector256<double> s = Vector256.Load(chains), t = Vector256.Load(chains + 4);
        T* pa = a.First, pb = b.First;
        for (; rows > 0; rows--)
        {
            Step(pa, pb, from, ref s, ref t);
            pa += a.Step;
            pb += b.Step;
        }

        s.Store(chains);
        t.Store(chains + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> From(double* shifts, nint c) => TSum.UsesShift ? Vector256.Load(shifts + c) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(T* a, T* b, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        var first = SumOrder.Load(a);
        var second = TSum.ReadsSecond ? SumOrder.Load(b) : default;
        s += TSum.First(first, shift);
        t = TSum.AddSecond(t, first, second, shift);
    }

    // The same columns of the next tile, into the second-level cache: rows a power of two apart would drive each other
    // out of the first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Prefetch(T* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
