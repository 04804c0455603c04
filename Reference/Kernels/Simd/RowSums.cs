using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Adds rows, the contiguous channels of one position each, to the chains of four channels side by side.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class RowSums<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    /// <summary>Adds all rows to the chains of a run of columns.</summary>
    /// <param name="a">The tensor that is summed.</param>
    /// <param name="b">The second tensor, where there is one.</param>
    /// <param name="columns">Which channels, by fours.</param>
    /// <param name="shifts">For every four channels of the tensor what their values are measured from.</param>
    /// <param name="chains">The chains of every four channels of the tensor.</param>
    public static void Add(in TensorView<T> a, in TensorView<T> b, in Columns columns, double* shifts, double* chains)
    {
        for (nint n = 0; n < a.N; n++)
            for (nint start = 0; start < a.PlaneLength; start += SumOrder.Block)
            {
                nint count = Math.Min(SumOrder.Block, a.PlaneLength - start);
                var first = new PlaneRun<T>(a.Plane(n, 0) + start * a.StrideI, a.StrideI);
                var second = new PlaneRun<T>(b.Plane(n, 0) + start * b.StrideI, b.StrideI);
                AddBlock(first, second, count, columns, shifts, chains + (n & 3) * (8 * SumOrder.Lanes));
            }
    }

    static void AddBlock(
        PlaneRun<T> a, PlaneRun<T> b, nint count, in Columns columns, double* shifts, double* chains)
    {
        nint lanes = Math.Min(count, SumOrder.Lanes);
        for (nint v = columns.First, fours; v < columns.End; v += fours)
        {
            nint c = columns.ChannelOf(v);
            double* to = chains + v * Columns.ChainsPerFour;
            fours = v + 4 <= columns.End && columns.ChannelOf(v + 3) == c + 12 ? 4 : 1;
            for (nint lane = 0; lane < lanes; lane++)
            {
                T* at = a.From(lane).First + c, second = b.From(lane).First + c;
                nint rows = (count - lane + SumOrder.Lanes - 1) / SumOrder.Lanes;
                if (fours == 4)
                    AddSixteen(at, 4 * a.Step, second, 4 * b.Step, rows, shifts + 4 * v, to + 8 * lane);
                else
                    AddFour(at, 4 * a.Step, second, 4 * b.Step, rows, shifts + 4 * v, to + 8 * lane);
            }
        }
    }

    // A cache line of floats at once.
    static void AddSixteen(T* a, nint stepA, T* b, nint stepB, nint rows, double* shifts, double* chains)
    {
        Vector256<double> from0 = From(shifts, 0), from1 = From(shifts, 4), from2 = From(shifts, 8), from3 = From(shifts, 12);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector256<double> t0 = default, t1 = default, t2 = default, t3 = default;
        for (; rows > 0; rows--)
        {
            Step(a, b, from0, ref s0, ref t0);
            Step(a + 4, b + 4, from1, ref s1, ref t1);
            Step(a + 8, b + 8, from2, ref s2, ref t2);
            Step(a + 12, b + 12, from3, ref s3, ref t3);
            a += stepA;
            if (TSum.ReadsSecond)
                b += stepB;
        }

        Flush(s0, t0, chains);
        Flush(s1, t1, chains + Columns.ChainsPerFour);
        Flush(s2, t2, chains + 2 * Columns.ChainsPerFour);
        Flush(s3, t3, chains + 3 * Columns.ChainsPerFour);
    }

    static void AddFour(T* a, nint stepA, T* b, nint stepB, nint rows, double* shifts, double* chains)
    {
        var from = From(shifts, 0);
        Vector256<double> s = default, t = default;
        for (; rows > 0; rows--)
        {
            Step(a, b, from, ref s, ref t);
            a += stepA;
            if (TSum.ReadsSecond)
                b += stepB;
        }

        Flush(s, t, chains);
    }

    static Vector256<double> From(double* shifts, nint c) => TSum.UsesShift ? Vector256.Load(shifts + c) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(T* a, T* b, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        var first = SumOrder.Load(a);
        var second = TSum.ReadsSecond ? SumOrder.Load(b) : default;
        s += TSum.First(first, shift);
        t = TSum.AddSecond(t, first, second, shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Flush(Vector256<double> s, Vector256<double> t, double* chains)
    {
        (Vector256.Load(chains) + s).Store(chains);
        (Vector256.Load(chains + 4) + t).Store(chains + 4);
    }
}
