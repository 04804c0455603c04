using System.Numerics;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>
/// The additions of <c>torch.sum</c>: values trickle through four levels, each of which hands its sum on and starts again.
/// </summary>
/// <remarks>
/// A vector's lanes never meet before the end of a row, so the sum of a lane or of a channel is that of its own values
/// at some distance from one another; only the order matters, which is here.
/// </remarks>
static class CascadeSum
{
    const int Levels = 4, Columns = 4;

    /// <summary>The cascade over one column.</summary>
    public static T Column<T>(ReadOnlySpan<T> x, int start, int stride, int count)
        where T : IBinaryFloatingPointIeee754<T>
    {
        int power = Math.Max(4, CeilLog2(count) / Levels), step = 1 << power;
        T level0 = T.Zero, level1 = T.Zero, level2 = T.Zero, level3 = T.Zero;
        int i = 0;
        while (i + step <= count)
        {
            for (int end = i + step; i < end; i++)
                level0 += x[start + i * stride];
            (level1, level0) = (level1 + level0, T.Zero);
            // A level is handed on when its digit of the counter is 0.
            if ((i >> power & (step - 1)) != 0)
                continue;
            (level2, level1) = (level2 + level1, T.Zero);
            if ((i >> 2 * power & (step - 1)) != 0)
                continue;
            (level3, level2) = (level3 + level2, T.Zero);
        }

        for (; i < count; i++)
            level0 += x[start + i * stride];
        return level0 + level1 + level2 + level3;
    }

    /// <summary>The sum of a row: four interleaved columns, what is left over in the first of them.</summary>
    public static T Row<T>(ReadOnlySpan<T> x, int start, int stride, int count)
        where T : IBinaryFloatingPointIeee754<T>
    {
        int each = count / Columns;
        T sum = Column(x, start, Columns * stride, each);
        for (int i = each * Columns; i < count; i++)
            sum += x[start + i * stride];
        for (int k = 1; k < Columns; k++)
            sum += Column(x, start + k * stride, Columns * stride, each);
        return sum;
    }

    /// <summary>The sum of a row of adjacent values, read by whole vectors; halves of a longer vector are added first.</summary>
    public static T VectorRow<T>(ReadOnlySpan<T> x, SumVectors vectors)
        where T : IBinaryFloatingPointIeee754<T>
    {
        int each = x.Length / vectors.Loaded;
        ReadOnlySpan<T> whole = vectors.StoresHalves ? Paired(x, each, vectors) : x;
        T sum = T.Zero;
        foreach (T value in x[(each * vectors.Loaded)..])
            sum += value;
        for (int lane = 0; lane < vectors.Lanes; lane++)
            sum += Row(whole, lane, vectors.Lanes, each);
        return sum;
    }

    static T[] Paired<T>(ReadOnlySpan<T> x, int each, SumVectors vectors)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var paired = new T[each * vectors.Lanes];
        for (int i = 0; i < paired.Length; i++)
        {
            int at = i / vectors.Lanes * vectors.Loaded + i % vectors.Lanes;
            paired[i] = x[at] + x[at + vectors.Lanes];
        }

        return paired;
    }

    static int CeilLog2(int count) => count <= 2 ? 1 : BitOperations.Log2((uint)count - 1) + 1;
}
