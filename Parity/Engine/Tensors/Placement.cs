using System.Collections.Immutable;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Tensors;

/// <summary>
/// Where the elements of a batch lie in its storage: a pure function of shape and layout, and the only one. Kernels and
/// oracles are given its numbers.
/// </summary>
/// <param name="Lengths">Lengths of the dimensions.</param>
/// <param name="Strides">Elements from one index to the next; a dimension of length 1 has the stride it would have if longer.</param>
/// <param name="Offset">Storage position of the first element.</param>
/// <param name="StorageLength">Elements of the storage.</param>
sealed record Placement(ImmutableArray<int> Lengths, ImmutableArray<int> Strides, int Offset, int StorageLength)
{
    // So many more than are seen: no vector's width, so that rows begin at any place in one.
    const int CroppedBy = 3;

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
            Layout.Pooled => Expand(lengths, order.AsSpan(2..)),
            Layout.Scalar => Expand(lengths, order),
            Layout.Cropped => Part(lengths, lengths.Length - 1, order, CroppedBy),
            Layout.SomeChannels => Part(lengths, 1, order, CroppedBy, from: 1),
            Layout.ChannelsLastCropped => Part(lengths, 3, [0, 2, 3, 1], CroppedBy),
            Layout.ChannelsLastSomeChannels => Part(lengths, 1, [0, 2, 3, 1], CroppedBy),
            Layout.EveryOtherRow => EveryOther(lengths, lengths.Length - 2),
            Layout.EveryOtherColumn => EveryOther(lengths, lengths.Length - 1),
            Layout.SomeEntries => EveryOther(lengths, 0),
            Layout.Exchanged => Dense(lengths, [0, 1, 3, 2]),
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
    public bool IsContiguous => Order.IsContiguous;

    /// <summary>Whether torch's <c>is_contiguous(memory_format=channels_last)</c> holds; false but for four dimensions.</summary>
    public bool IsChannelsLast => Order.IsChannelsLast;

    /// <summary>Whether c10's <c>suggest_memory_format()</c> says channels_last: strides fall from N over H and W to C.</summary>
    public bool SuggestsChannelsLast => Order.SuggestsChannelsLast;

    /// <summary>Whether several elements lie at one place.</summary>
    public bool Overlaps
    {
        get
        {
            for (int d = 0; d < Lengths.Length; d++)
                if (Strides[d] == 0 && Lengths[d] > 1)
                    return true;
            return false;
        }
    }

    /// <summary>What libtorch's way through such a batch depends on.</summary>
    internal MemoryOrder Order => new(Lengths, Strides);

    /// <summary>The same elements with the last two of three dimensions exchanged.</summary>
    public Placement Transposed() => this with
    {
        Lengths = [Lengths[0], Lengths[2], Lengths[1]],
        Strides = [Strides[0], Strides[2], Strides[1]],
    };

    /// <summary>The storage position of every element, in row-major order of the indices.</summary>
    public int[] Positions() => Order.Positions(Offset);

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

    static Placement Expand(ImmutableArray<int> lengths, params ReadOnlySpan<int> dimensions)
    {
        ImmutableArray<int> ones = lengths;
        foreach (int d in dimensions)
            ones = ones.SetItem(d, 1);
        var one = Dense(ones, [.. Enumerable.Range(0, lengths.Length)]);
        ImmutableArray<int> strides = one.Strides;
        foreach (int d in dimensions)
            strides = strides.SetItem(d, 0);
        return one with { Lengths = lengths, Strides = strides };
    }

    // Of a tensor that is longer in one dimension, the lengths from an index on.
    static Placement Part(ImmutableArray<int> lengths, int dimension, ReadOnlySpan<int> outerToInner, int more, int from = 0)
    {
        var whole = Dense(lengths.SetItem(dimension, lengths[dimension] + more), outerToInner);
        return whole with { Lengths = lengths, Offset = from * whole.Strides[dimension] };
    }

    // Of a tensor that is twice as long in one dimension, every second index from the second on.
    static Placement EveryOther(ImmutableArray<int> lengths, int dimension)
    {
        var whole = Dense(lengths.SetItem(dimension, 2 * lengths[dimension]), [.. Enumerable.Range(0, lengths.Length)]);
        int stride = whole.Strides[dimension];
        return whole with { Lengths = lengths, Strides = whole.Strides.SetItem(dimension, 2 * stride), Offset = stride };
    }
}
