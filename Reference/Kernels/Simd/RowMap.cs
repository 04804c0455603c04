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
        for (nint i = start; i < end; i++)
            Row(
                TMap.ReadsInput ? pass.Input.Row(n, i) : null,
                TMap.ReadsGradient ? pass.GradOutput.Row(n, i) : null,
                pass.Result.Row(n, i));
        for (nint c = 0; c < pass.Result.C; c++)
            if (table.NeedsDouble(c))
                AnyStrides<T>.Map<TMap>(pass, n, c, (start, end), table, c);
    }

    readonly void Row(T* x, T* dy, T* result)
    {
        nint width = Vector256<T>.Count, channels = pass.Result.C, c = 0;
        if (channels < width)
        {
            PlaneMap<T, TMap>.RunShort(x, dy, result, channels, table.Load(0));
            return;
        }

        for (; c <= channels - width; c += width)
            PlaneMap<T, TMap>.At(x, dy, c, table.Load(c)).Store(result + c);
        if (c < channels)
            PlaneMap<T, TMap>.At(x, dy, channels - width, table.Load(channels - width)).Store(result + channels - width);
    }
}
