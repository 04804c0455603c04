using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// Adds rows to the chains of wide groups in the order of memory, where registers cannot hold the chains of all lanes: four
/// rows of a lane at once, so that the chains are loaded and stored once for four additions.
/// </summary>
/// <remarks>Two rows at once leave more to load and store, eight drive each other out of a first-level cache (measured).</remarks>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class RowsInOrder<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    const nint AtOnce = 4, Block = AtOnce * SumOrder.Lanes, AheadBytes = 16 * 1024;

    // The chains of more channels, and the rows of a block, drive each other out of a first-level cache: then all rows of a
    // lane come before those of the next.
    const nint FewChannels = 128;

    /// <summary>Adds rows, the first of them of lane 0.</summary>
    /// <param name="a">The first row.</param>
    /// <param name="b">The first row of the second tensor, where there is one.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">Which channels, in groups of sixteen.</param>
    /// <param name="shifts">What the values of each channel are measured from, by groups.</param>
    /// <param name="chains">The chains of all channels.</param>
    public static void Add(PlaneRun<T> a, PlaneRun<T> b, nint rows, in Columns columns, double* shifts, double* chains)
    {
        nint pass = columns.Channels <= FewChannels ? Block : rows;
        for (nint start = 0; start < rows; start += pass)
            for (nint lane = 0; lane < SumOrder.Lanes; lane++)
                for (nint row = start + lane; row < Math.Min(start + pass, rows); row += Block)
                {
                    nint count = Math.Min(AtOnce, (rows - row + SumOrder.Lanes - 1) / SumOrder.Lanes);
                    AddLane(a.Every(SumOrder.Lanes, row, 0), b.Every(SumOrder.Lanes, row, 0), count, columns, shifts, chains + lane * columns.NextLane);
                }
    }

    static void AddLane(PlaneRun<T> a, PlaneRun<T> b, nint count, in Columns columns, double* shifts, double* chains)
    {
        nint ahead = Math.Max(1, AheadBytes / (AtOnce * Math.Max(1, a.Step) * sizeof(T))) * AtOnce, group = columns.First;

        // The last group may overlap the one before.
        for (nint groups = columns.InStep; group < columns.End; group += groups, groups = 1)
        {
            nint c = columns.ChannelOf(group);
            double* from = shifts + group * Columns.Wide, to = chains + group * columns.ChainsPerSet;
            if (count == AtOnce)
                AddFour(a.Every(1, 0, c), b.Every(1, 0, c), (groups, columns.ChainsPerSet), (ahead * a.Step, ahead * b.Step), from, to);
            else
                AddFewer(a.Every(1, 0, c), b.Every(1, 0, c), count, (groups, columns.ChainsPerSet), from, to);
        }
    }

    // Each vector fetches one of the four rows' lines.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddFour(
        PlaneRun<T> a, PlaneRun<T> b, (nint Count, nint Chains) groups, (nint A, nint B) ahead, double* shifts, double* chains)
    {
        nint stepA = a.Step, stepB = b.Step, left = groups.Count, toNext = groups.Chains - Columns.Wide;
        T* pa = a.First, pb = b.First, fetchA = pa + ahead.A, fetchB = pb + ahead.B;
        for (; left > 0; left--)
        {
            for (double* end = chains + Columns.Wide; chains < end; chains += 4)
            {
                Fetch(fetchA);
                fetchA += stepA;
                if (TSum.ReadsSecond)
                {
                    Fetch(fetchB);
                    fetchB += stepB;
                }

                var shift = TSum.UsesShift ? Vector256.Load(shifts) : default;
                Vector256<double> s = Vector256.Load(chains), t = Vector256.Load(chains + Columns.Wide);
                FourSums<T, TSum>.Add(pa, pb, shift, ref s, ref t);
                FourSums<T, TSum>.Add(pa + stepA, pb + stepB, shift, ref s, ref t);
                FourSums<T, TSum>.Add(pa + 2 * stepA, pb + 2 * stepB, shift, ref s, ref t);
                FourSums<T, TSum>.Add(pa + 3 * stepA, pb + 3 * stepB, shift, ref s, ref t);
                s.Store(chains);
                t.Store(chains + Columns.Wide);
                pa += 4;
                pb += 4;
                shifts += 4;
            }

            chains += toNext;
            fetchA += Columns.Wide - 4 * stepA;
            fetchB += Columns.Wide - 4 * stepB;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddFewer(
        PlaneRun<T> a, PlaneRun<T> b, nint count, (nint Count, nint Chains) groups, double* shifts, double* chains)
    {
        nint toNext = groups.Chains - Columns.Wide;
        for (nint c = 0, left = groups.Count; left > 0; left--, chains += toNext)
            for (double* end = chains + Columns.Wide; chains < end; chains += 4, shifts += 4, c += 4)
            {
                var shift = TSum.UsesShift ? Vector256.Load(shifts) : default;
                Vector256<double> s = Vector256.Load(chains), t = Vector256.Load(chains + Columns.Wide);
                T* pa = a.First + c, pb = b.First + c;
                for (nint row = 0; row < count; row++, pa += a.Step, pb += b.Step)
                    FourSums<T, TSum>.Add(pa, pb, shift, ref s, ref t);
                s.Store(chains);
                t.Store(chains + Columns.Wide);
            }
    }

    // Into the second-level cache: rows a power of two apart would drive each other out of the first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Fetch(T* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}
