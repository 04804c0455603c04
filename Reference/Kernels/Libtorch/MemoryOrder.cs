using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>How a tensor's elements follow one another in memory: what libtorch's ways through a batch depend on.</summary>
/// <param name="Lengths">Lengths of the dimensions, the channels second.</param>
/// <param name="Strides">Elements from one index to the next; a dimension of length 1 has the stride it would have if longer.</param>
sealed record MemoryOrder(ImmutableArray<int> Lengths, ImmutableArray<int> Strides)
{
    static readonly int[] channelsLastOrder = [1, 3, 2, 0];

    /// <summary>Row-major order without gaps.</summary>
    public static MemoryOrder RowMajor(ImmutableArray<int> lengths) => new(lengths, Dense(lengths, [.. Enumerable.Range(0, lengths.Length)]));

    /// <summary>Whether the elements lie row-major without gaps, as torch's <c>is_contiguous()</c> says it.</summary>
    public bool IsContiguous
    {
        get
        {
            Span<int> rowMajor = stackalloc int[Lengths.Length];
            for (int d = 0; d < rowMajor.Length; d++)
                rowMajor[d] = d;
            return IsDenseIn(rowMajor);
        }
    }

    /// <summary>Whether torch's <c>is_contiguous(memory_format=channels_last)</c> holds; false but for four dimensions.</summary>
    public bool IsChannelsLast => Lengths.Length == 4 && IsDenseIn([0, 2, 3, 1]);

    /// <summary>Whether the elements lie without gaps in one of the orders that libtorch has a way of its own for.</summary>
    public bool IsDense => IsContiguous || IsChannelsLast;

    /// <summary>Whether c10's <c>suggest_memory_format()</c> says channels_last: strides fall from N over H and W to C.</summary>
    public bool SuggestsChannelsLast
    {
        get
        {
            if (Lengths.Length != 4 || Strides[1] == 0)
                return false;
            int least = 0;
            foreach (int d in channelsLastOrder)
            {
                if (Lengths[d] == 0 || Strides[d] < least || (d == 0 && least == Strides[1]))
                    return false;
                least = Strides[d] * Lengths[d];
            }

            return true;
        }
    }

    /// <summary>The way through such a batch.</summary>
    /// <remarks>(N, C) is read by rows too, and with one channel every dense order is contiguous.</remarks>
    public LibtorchWay Way =>
        !IsDense ? LibtorchWay.Strided
        : IsContiguous && Extents.Of(Lengths).Plane > 1 ? LibtorchWay.Planes
        : LibtorchWay.Rows;

    /// <summary>Whether backward believes that input and grad_output lie in one dense order; else its way is that of any strides.</summary>
    public bool TakesOneOrderWith(MemoryOrder gradOutput) =>
        IsDense && gradOutput.IsDense && SuggestsChannelsLast == gradOutput.SuggestsChannelsLast;

    /// <summary>The storage position of every element, in row-major order of the indices.</summary>
    /// <param name="offset">Position of the first.</param>
    public int[] Positions(int offset)
    {
        var positions = new int[Lengths.Aggregate(1, (count, length) => count * length)];
        if (positions.Length == 0)
            return positions;
        // Dimension by dimension from the last: what one index of it covers is there, the others are that plus strides.
        positions[^1] = offset;
        int covered = 1;
        for (int d = Lengths.Length - 1; d >= 0; d--)
        {
            ReadOnlySpan<int> block = positions.AsSpan(positions.Length - covered);
            int all = covered * Lengths[d];
            for (int index = 0; index < Lengths[d] - 1; index++)
                TensorPrimitives.Add(block, index * Strides[d], positions.AsSpan(positions.Length - all + index * covered, covered));
            TensorPrimitives.Add(block, (Lengths[d] - 1) * Strides[d], positions.AsSpan(positions.Length - covered));
            covered = all;
        }

        return positions;
    }

    static ImmutableArray<int> Dense(ImmutableArray<int> lengths, ReadOnlySpan<int> outerToInner)
    {
        var strides = new int[lengths.Length];
        int stride = 1;
        for (int k = outerToInner.Length - 1; k >= 0; k--)
        {
            strides[outerToInner[k]] = stride;
            stride *= Math.Max(lengths[outerToInner[k]], 1);
        }

        return [.. strides];
    }

    bool IsDenseIn(ReadOnlySpan<int> outerToInner)
    {
        int stride = 1;
        for (int k = outerToInner.Length - 1; k >= 0; k--)
        {
            int d = outerToInner[k];
            if (Lengths[d] > 1 && Strides[d] != stride)
                return false;
            stride *= Math.Max(Lengths[d], 1);
        }

        return true;
    }
}

/// <summary>The ways through a batch that libtorch has on a processor.</summary>
public enum LibtorchWay
{
    /// <summary>Contiguous planes, one channel after the other.</summary>
    Planes,

    /// <summary>Rows of channels.</summary>
    Rows,

    /// <summary>Any other strides.</summary>
    Strided,
}
