using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Maps rows: the contiguous channels of one position each.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TMap">What becomes of an element.</typeparam>
unsafe struct RowMap<T, TMap>(ChannelPass<T> pass, CoefficientTable<T> table, nint rowsPerUnit) : IWork
    where T : unmanaged
    where TMap : struct, IElementMap
{
    readonly nint unitsPerPlane = (pass.Result.PlaneLength + rowsPerUnit - 1) / rowsPerUnit;
    ChannelPass<T> pass = pass;
    CoefficientTable<T> table = table;

    /// <summary>How many units there are.</summary>
    public readonly nint Units => pass.Result.N * unitsPerPlane;

    // Backwards: what the sums read last is still near.
    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        (nint n, nint block) = Math.DivRem(Units - 1 - unit, unitsPerPlane);
        nint start = block * rowsPerUnit, end = Math.Min(start + rowsPerUnit, pass.Result.PlaneLength);
        PlaneRun<T> x = TMap.ReadsInput ? new(pass.Input.Row(n, start), pass.Input.StrideI) : default;
        PlaneRun<T> dy = TMap.ReadsGradient ? new(pass.GradOutput.Row(n, start), pass.GradOutput.StrideI) : default;
        Tile(x, dy, new(pass.Result.Row(n, start), pass.Result.StrideI), end - start);
        pass.EndUnit();
        if (!table.AnyNeedsDouble)
            return;
        for (nint c = 0; c < pass.Result.C; c++)
            if (table.NeedsDouble(c))
                AnyStrides<T>.Map<TMap>(pass, n, c, (start, end), table, c);
    }

    readonly void Tile(PlaneRun<T> x, PlaneRun<T> dy, PlaneRun<T> result, nint rows)
    {
        if (pass.Result.C < Vector256<T>.Count)
            for (nint row = 0; row < rows; row++)
                PlaneMap<T, TMap>.RunShort(
                    x.From(row).First, dy.From(row).First, result.From(row).First, pass.Result.C, table.Load<TMap>(0));
        else if (pass.Stream && IsAligned(result))
            Rows<StreamedStore>(x, dy, result, rows);
        else
            Rows<CachedStore>(x, dy, result, rows);
    }

    // Four rows share the coefficients; the last ones overlap those before: the same values are written twice.
    readonly void Rows<TStore>(PlaneRun<T> x, PlaneRun<T> dy, PlaneRun<T> result, nint rows)
        where TStore : struct, IStore
    {
        if (rows >= 4)
            for (nint row = 0; row < rows; row += 4)
            {
                nint first = Math.Min(row, rows - 4);
                FourRows<TStore>(x.From(first), dy.From(first), result.From(first));
            }
        else
            for (nint row = 0; row < rows; row++)
                FourRows<TStore>(new(x.From(row).First, 0), new(dy.From(row).First, 0), new(result.From(row).First, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void FourRows<TStore>(PlaneRun<T> x, PlaneRun<T> dy, PlaneRun<T> result)
        where TStore : struct, IStore
    {
        CoefficientTable<T> k = table;
        nint width = Vector256<T>.Count, channels = pass.Result.C, c = 0;
        for (; c <= channels - width; c += width)
            FourVectors<TStore>(x, dy, result, c, k.Load<TMap>(c));

        // The last channels overlap those before them, and are not aligned.
        if (c < channels)
            FourVectors<CachedStore>(x, dy, result, channels - width, k.Load<TMap>(channels - width));
    }

    // All loads before all stores: rows a page apart look dependent to the processor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void FourVectors<TStore>(
        PlaneRun<T> x, PlaneRun<T> dy, PlaneRun<T> result, nint c, CoefficientVectors<T> k)
        where TStore : struct, IStore
    {
        T* x0 = x.First + c, x1 = x0 + x.Step, x2 = x1 + x.Step, x3 = x2 + x.Step;
        T* d0 = dy.First + c, d1 = d0 + dy.Step, d2 = d1 + dy.Step, d3 = d2 + dy.Step;
        T* y0 = result.First + c, y1 = y0 + result.Step, y2 = y1 + result.Step, y3 = y2 + result.Step;
        var r0 = PlaneMap<T, TMap>.At(x0, d0, 0, k);
        var r1 = PlaneMap<T, TMap>.At(x1, d1, 0, k);
        var r2 = PlaneMap<T, TMap>.At(x2, d2, 0, k);
        var r3 = PlaneMap<T, TMap>.At(x3, d3, 0, k);
        TStore.Store(r0, y0);
        TStore.Store(r1, y1);
        TStore.Store(r2, y2);
        TStore.Store(r3, y3);
    }

    static bool IsAligned(PlaneRun<T> result) =>
        ((nuint)result.First | (nuint)(result.Step * sizeof(T))) % (nuint)Vector256<byte>.Count == 0;
}
