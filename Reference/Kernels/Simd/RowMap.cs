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
        for (nint c = 0; c < pass.Result.C; c++)
            if (table.NeedsDouble(c))
                AnyStrides<T>.Map<TMap>(pass, n, c, (start, end), table, c);
    }

    readonly void Tile(PlaneRun<T> x, PlaneRun<T> dy, PlaneRun<T> result, nint rows)
    {
        nint row = 0;
        if (pass.Result.C < Vector256<T>.Count)
            for (; row < rows; row++)
                PlaneMap<T, TMap>.RunShort(
                    x.From(row).First, dy.From(row).First, result.From(row).First, pass.Result.C, table.Load<TMap>(0));
        else if (pass.Stream && IsAligned(result))
            for (; row < rows; row++)
                StreamRow(x.From(row).First, dy.From(row).First, result.From(row).First);

        // Four rows share the coefficients; the last ones overlap those before: the same values are written twice.
        else if (rows >= 4)
            for (; row < rows; row += 4)
            {
                nint first = Math.Min(row, rows - 4);
                FourRows(x.From(first), dy.From(first), result.From(first));
            }
        else
            for (; row < rows; row++)
                FourRows(new(x.From(row).First, 0), new(dy.From(row).First, 0), new(result.From(row).First, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void FourRows(PlaneRun<T> x, PlaneRun<T> dy, PlaneRun<T> result)
    {
        CoefficientTable<T> k = table;
        nint width = Vector256<T>.Count, channels = pass.Result.C;
        T* x0 = x.First, x1 = x0 + x.Step, x2 = x1 + x.Step, x3 = x2 + x.Step;
        T* d0 = dy.First, d1 = d0 + dy.Step, d2 = d1 + dy.Step, d3 = d2 + dy.Step;
        T* y0 = result.First, y1 = y0 + result.Step, y2 = y1 + result.Step, y3 = y2 + result.Step;
        for (nint next = 0; next < channels; next += width)
        {
            nint c = Math.Min(next, channels - width);
            CoefficientVectors<T> column = k.Load<TMap>(c);

            // All loads before all stores: rows a page apart look dependent to the processor.
            var r0 = PlaneMap<T, TMap>.At(x0, d0, c, column);
            var r1 = PlaneMap<T, TMap>.At(x1, d1, c, column);
            var r2 = PlaneMap<T, TMap>.At(x2, d2, c, column);
            var r3 = PlaneMap<T, TMap>.At(x3, d3, c, column);
            r0.Store(y0 + c);
            r1.Store(y1 + c);
            r2.Store(y2 + c);
            r3.Store(y3 + c);
        }
    }

    // Whole cache lines at once, in the order of memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void StreamRow(T* x, T* dy, T* result)
    {
        CoefficientTable<T> k = table;
        nint width = Vector256<T>.Count, channels = pass.Result.C, c = 0;
        for (; c <= channels - width; c += width)
            PlaneMap<T, TMap>.At(x, dy, c, k.Load<TMap>(c)).StoreAlignedNonTemporal(result + c);
        if (c == channels)
            return;
        c = channels - width;
        PlaneMap<T, TMap>.At(x, dy, c, k.Load<TMap>(c)).Store(result + c);
    }

    static bool IsAligned(PlaneRun<T> result) =>
        ((nuint)result.First | (nuint)(result.Step * sizeof(T))) % (nuint)Vector256<byte>.Count == 0;
}
