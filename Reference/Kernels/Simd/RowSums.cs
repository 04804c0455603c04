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
    // Few enough rows to go through memory in order, enough to load and store the chains seldom; a tile's first row belongs
    // to lane 0, wherever in its plane it is.
    const nint TileBytes = 128 * 1024, FewestRows = 32, MostRows = 128, RowsTogether = 4 * SumOrder.Lanes;

    /// <summary>Adds all rows to the chains of a run of columns.</summary>
    /// <param name="a">The tensor that is summed.</param>
    /// <param name="b">The second tensor, where there is one.</param>
    /// <param name="columns">Which channels, by groups.</param>
    /// <param name="shifts">What the values of each channel are measured from, by groups.</param>
    /// <param name="chains">The chains of all channels.</param>
    public static void Add(in TensorView<T> a, in TensorView<T> b, in Columns columns, double* shifts, double* chains)
    {
        nint tileRows = Math.Clamp(TileBytes / (sizeof(T) * Math.Max(1, a.StrideI)), FewestRows, MostRows) & -RowsTogether;
        for (nint n = 0; n < a.N; n++)
            for (nint i = 0; i < a.PlaneLength; i += tileRows)
            {
                PlaneRun<T> rowsA = new(a.Row(n, i), a.StrideI), rowsB = new(b.Row(n, i), b.StrideI);
                nint rows = Math.Min(tileRows, a.PlaneLength - i);
                double* to = columns.Chains(chains, n);
                if (typeof(T) == typeof(double) && TSum.KeepsLosses)
                    CompensatedMoments.AddRows(new((double*)rowsA.First, rowsA.Step), (rows, tileRows), columns, TSum.UsesShift ? shifts : null, to);
                else if (columns.Width == Columns.Wide)
                    AddWide(rowsA, rowsB, (rows, tileRows), columns, shifts, to);
                else
                    AddNarrow(rowsA, rowsB, rows, columns, shifts, to);
            }
    }

    static void AddWide(
        PlaneRun<T> a, PlaneRun<T> b, (nint Count, nint Next) rows, in Columns columns, double* shifts, double* chains)
    {
        nint done = Avx512F.IsSupported ? rows.Count & -SumOrder.Lanes : 0;
        for (nint group = columns.First; done > 0 && group < columns.End; group++)
        {
            nint c = columns.ChannelOf(group);
            RowSums512<T, TSum>.AddSixteen(
                a.Every(1, 0, c), b.Every(1, 0, c), (done, rows.Next), shifts + group * Columns.Wide, chains + group * columns.ChainsPerSet);
        }

        if (done < rows.Count)
            RowsInOrder<T, TSum>.Add(a.From(done), b.From(done), rows.Count - done, columns, shifts, chains);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddNarrow(PlaneRun<T> a, PlaneRun<T> b, nint rows, in Columns columns, double* shifts, double* chains)
    {
        for (nint group = columns.First; group < columns.End; group++)
            for (nint lane = 0; lane < Math.Min(rows, SumOrder.Lanes); lane++)
            {
                nint c = columns.ChannelOf(group);
                double* to = chains + group * columns.ChainsPerSet + lane * columns.NextLane;
                var from = From(shifts + group * columns.Width);
                Vector256<double> s = Vector256.Load(to), t = Vector256.Load(to + columns.Width);
                for (nint row = lane; row < rows; row += SumOrder.Lanes)
                    FourSums<T, TSum>.Add(a.From(row).First + c, b.From(row).First + c, from, ref s, ref t);
                s.Store(to);
                t.Store(to + columns.Width);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> From(double* shifts) => TSum.UsesShift ? Vector256.Load(shifts) : default;
}
