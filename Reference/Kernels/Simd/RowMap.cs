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
    const int LineBytes = 64;

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
        Strided<T> x = TMap.ReadsInput ? new(pass.Input.Row(n, start), pass.Input.StrideI) : default;
        Strided<T> dy = TMap.ReadsGradient ? new(pass.GradOutput.Row(n, start), pass.GradOutput.StrideI) : default;
        Tile(x, dy, new(pass.Result.Row(n, start), pass.Result.StrideI), end - start);
        pass.EndUnit();
        if (!table.AnyNeedsDouble)
            return;
        for (nint c = 0; c < pass.Result.C; c++)
            if (table.NeedsDouble(c))
                AnyStrides<T>.Map<TMap>(pass, n, c, (start, end), table, c);
    }

    readonly void Tile(Strided<T> x, Strided<T> dy, Strided<T> result, nint rows)
    {
        if (pass.Result.C < Vector256<T>.Count)
            for (nint row = 0; row < rows; row++)
                PlaneMap<T, TMap>.RunShort(
                    x.From(row).First, dy.From(row).First, result.From(row).First, pass.Result.C, table.Load<TMap>(0));
        else if (pass.Stream && IsWholeLines(result))
            StreamRows(x, dy, result, rows);

        // Four rows share the coefficients; the last ones overlap those before: the same values are written twice.
        else if (rows >= 4)
            for (nint row = 0; row < rows; row += 4)
            {
                nint first = Math.Min(row, rows - 4);
                FourRows(x.From(first), dy.From(first), result.From(first));
            }
        else
            for (nint row = 0; row < rows; row++)
                FourRows(new(x.From(row).First, 0), new(dy.From(row).First, 0), new(result.From(row).First, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    readonly void FourRows(Strided<T> x, Strided<T> dy, Strided<T> result)
    {
        CoefficientTable<T> k = table;
        nint width = Vector256<T>.Count, channels = pass.Result.C;
        for (nint next = 0; next < channels; next += width)
        {
            nint c = Math.Min(next, channels - width);
            FourVectors(x, dy, result, c, k.Load<TMap>(c));
        }
    }

    // All loads before all stores: rows a page apart look dependent to the processor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void FourVectors(Strided<T> x, Strided<T> dy, Strided<T> result, nint c, CoefficientVectors<T> k)
    {
        T* x0 = x.First + c, x1 = x0 + x.Step, x2 = x1 + x.Step, x3 = x2 + x.Step;
        T* d0 = dy.First + c, d1 = d0 + dy.Step, d2 = d1 + dy.Step, d3 = d2 + dy.Step;
        T* y0 = result.First + c, y1 = y0 + result.Step, y2 = y1 + result.Step, y3 = y2 + result.Step;
        var r0 = PlaneMap<T, TMap>.At(x0, d0, 0, k);
        var r1 = PlaneMap<T, TMap>.At(x1, d1, 0, k);
        var r2 = PlaneMap<T, TMap>.At(x2, d2, 0, k);
        var r3 = PlaneMap<T, TMap>.At(x3, d3, 0, k);
        r0.Store(y0);
        r1.Store(y1);
        r2.Store(y2);
        r3.Store(y3);
    }

    // Whole cache lines, in the order of memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    readonly void StreamRows(Strided<T> x, Strided<T> dy, Strided<T> result, nint rows)
    {
        CoefficientTable<T> k = table;
        nint width = Vector256<T>.Count, channels = pass.Result.C;
        T* from = x.First, gradient = dy.First, to = result.First;
        for (; rows > 0; rows--)
        {
            for (nint c = 0; c < channels; c += 2 * width)
            {
                var y0 = PlaneMap<T, TMap>.At(from, gradient, c, k.Load<TMap>(c));
                var y1 = PlaneMap<T, TMap>.At(from, gradient, c + width, k.Load<TMap>(c + width));
                y0.StoreAlignedNonTemporal(to + c);
                y1.StoreAlignedNonTemporal(to + c + width);
            }

            from += x.Step;
            gradient += dy.Step;
            to += result.Step;
        }
    }

    readonly bool IsWholeLines(Strided<T> result) =>
        ((nuint)result.First | (nuint)(result.Step * sizeof(T)) | (nuint)(pass.Result.C * sizeof(T))) % LineBytes == 0;
}
