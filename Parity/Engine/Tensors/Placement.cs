using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Parity.Tensors;

/// <summary>
/// Where the elements of a batch lie in its storage: a pure function of shape and layout, and the only one. Kernels and
/// oracles are given its numbers.
/// </summary>
/// <param name="Lengths">Lengths of the dimensions.</param>
/// <param name="Strides">Elements from one index to the next; a dimension of length 1 has the stride it would have if longer.</param>
/// <param name="Offset">Storage position of the first element.</param>
/// <param name="StorageLength">Elements of the storage.</param>
public sealed record Placement(ImmutableArray<int> Lengths, ImmutableArray<int> Strides, int Offset, int StorageLength)
{
    static readonly int[] channelsLastOrder = [1, 3, 2, 0];

    /// <summary>The placement of a batch of the given lengths, in torch's order of dimensions.</summary>
    public static Placement Of(ImmutableArray<int> lengths, Layout layout)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        // An empty batch has no element that could lie anywhere.
        return lengths.Contains(0) ? Dense(lengths, order) : layout switch
        {
            Layout.ChannelsLast or Layout.FeaturesLast => Dense(lengths, [0, .. order[2..], 1]),
            Layout.Permuted => Dense(lengths, [.. order.Reverse()]),
            Layout.Sliced => Slice(Dense([.. lengths.Select(length => 2 * length)], order), lengths),
            Layout.Expanded => Expand(lengths, ExpandedDimension(lengths)),
            _ => Dense(lengths, order),
        };
    }

    /// <summary>
    /// The dimension that an expanded batch repeats: the batch, or the channels where a channel of one batch entry is a
    /// single value. So no channel becomes constant.
    /// </summary>
    public static int ExpandedDimension(ImmutableArray<int> lengths)
    {
        int plane = 1;
        for (int d = 2; d < lengths.Length; d++)
            plane *= lengths[d];
        return plane > 1 ? 0 : 1;
    }

    /// <summary>Whether the elements lie row-major without gaps, as torch's <c>is_contiguous()</c> says it.</summary>
    public bool IsContiguous => IsDense([.. Enumerable.Range(0, Lengths.Length)]);

    /// <summary>Whether torch's <c>is_contiguous(memory_format=channels_last)</c> holds; false but for four dimensions.</summary>
    public bool IsChannelsLast => Lengths.Length == 4 && IsDense([0, 2, 3, 1]);

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

    /// <summary>The same elements with the last two of three dimensions exchanged.</summary>
    public Placement Transposed() => this with
    {
        Lengths = [Lengths[0], Lengths[2], Lengths[1]],
        Strides = [Strides[0], Strides[2], Strides[1]],
    };

    /// <summary>The storage position of every element, in row-major order of the indices.</summary>
    public int[] Positions()
    {
        var positions = new int[Lengths.Aggregate(1, (count, length) => count * length)];
        if (positions.Length == 0)
            return positions;
        // Dimension by dimension from the last: what one index of it covers is there, the others are that plus strides.
        positions[^1] = Offset;
        int covered = 1;
        for (int d = Lengths.Length - 1; d >= 0; d--)
        {
            ReadOnlySpan<int> block = positions.AsSpan(positions.Length - covered);
            int all = covered * Lengths[d];
            for (int index = 0; index < Lengths[d] - 1; index++)
            {
                Span<int> copy = positions.AsSpan(positions.Length - all + index * covered, covered);
                TensorPrimitives.Add(block, index * Strides[d], copy);
            }

            TensorPrimitives.Add(block, (Lengths[d] - 1) * Strides[d], positions.AsSpan(positions.Length - covered));
            covered = all;
        }

        return positions;
    }

    static Placement Dense(ImmutableArray<int> lengths, ReadOnlySpan<int> outerToInner)
    {
        var strides = new int[lengths.Length];
        int stride = 1, count = 1;
        for (int k = outerToInner.Length - 1; k >= 0; k--)
        {
            int d = outerToInner[k];
            strides[d] = stride;
            stride *= Math.Max(lengths[d], 1);
            count *= lengths[d];
        }

        return new(lengths, [.. strides], 0, count);
    }

    static Placement Slice(Placement whole, ImmutableArray<int> lengths) => whole with
    {
        Lengths = lengths,
        Strides = [.. whole.Strides.Select(stride => 2 * stride)],
        Offset = whole.Strides.Sum(),
    };

    static Placement Expand(ImmutableArray<int> lengths, int dimension)
    {
        var one = Dense(lengths.SetItem(dimension, 1), [.. Enumerable.Range(0, lengths.Length)]);
        return one with { Lengths = lengths, Strides = one.Strides.SetItem(dimension, 0) };
    }

    bool IsDense(ReadOnlySpan<int> outerToInner)
    {
        var dense = Dense(Lengths, outerToInner);
        for (int d = 0; d < Lengths.Length; d++)
            if (Lengths[d] > 1 && Strides[d] != dense.Strides[d])
                return false;
        return true;
    }
}
