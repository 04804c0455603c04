using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>
/// <c>torch.sum</c> over every dimension but the channels: the loop is cut into blocks of its two innermost dimensions,
/// and what a block sums to is added to the result.
/// </summary>
/// <typeparam name="T">Element type; sums are kept in it.</typeparam>
sealed class ChannelSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly List<Dimension> dimensions = []; // innermost first; the channels are the last, if there are several
    readonly int length;
    readonly SumVectors vectors;

    /// <summary>A loop over tensors of these strides.</summary>
    /// <param name="lengths">Lengths of the dimensions, the channels second.</param>
    /// <param name="strides">Their strides.</param>
    /// <param name="vectors">How values are read and kept.</param>
    public ChannelSums(ImmutableArray<int> lengths, ImmutableArray<int> strides, SumVectors vectors)
    {
        this.vectors = vectors;
        length = lengths.Aggregate(1, (count, l) => count * l);
        ImmutableArray<int> sums = [.. lengths.Select((_, d) => d == 1 ? 1 : 0)];
        foreach (int d in StridedLoop.Order(lengths, [sums, strides], reduces: true))
            Append(new(lengths[d], strides[d], sums[d]));
    }

    /// <summary>Whether both dimensions of a block are summed over, so that a sum is made of several rows.</summary>
    public bool SumsRows => dimensions is [{ Sum: 0 }, { Sum: 0 }, ..];

    /// <summary>The sum of each channel.</summary>
    /// <param name="x">Storage, from the first element on.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="threads">Threads of the library.</param>
    public T[] Of(ReadOnlySpan<T> x, int channels, int threads)
    {
        var sums = new T[channels];
        if (length < ThreadRanges.Grain || threads == 1)
            Add(x, dimensions, 0, (0, length), sums);
        else if (channels == 1)
            sums[0] = InParts(x, threads);
        else
            ByChannels(x, threads, sums);
        return sums;
    }

    // One sum: every thread takes a part of the loop and has a sum of its own.
    T InParts(ReadOnlySpan<T> x, int threads)
    {
        var parts = new T[threads];
        int thread = 0;
        foreach ((int begin, int end) in ThreadRanges.Of(length, threads, ThreadRanges.Grain))
            Add(x, dimensions, 0, (begin, end), parts.AsSpan(thread++, 1));
        var sum = new T[1];
        Block(parts, 0, new(threads, 1, 0), new(1, 0, 0), sum);
        return sum[0];
    }

    // Several sums: every thread takes some of them, in steps of 128 bytes where they lie side by side.
    void ByChannels(ReadOnlySpan<T> x, int threads, T[] sums)
    {
        Dimension channels = dimensions[^1];
        int step = channels.Stride == 1 ? 4 * vectors.Loaded : 1;
        foreach ((int from, int to) in ThreadRanges.Of(channels.Length, threads))
        {
            int begin = from - from % step, end = to == channels.Length ? to : to - to % step;
            if (begin >= end)
                continue;
            List<Dimension> part = [.. dimensions[..^1], channels with { Length = end - begin }];
            Add(x, part, begin * channels.Stride, (0, length / channels.Length * (end - begin)), sums.AsSpan(begin, end - begin));
        }
    }

    // Neighbours that are one run through memory become one dimension.
    void Append(Dimension next)
    {
        if (dimensions is [.., var last])
        {
            if (last.Length == 1)
            {
                dimensions[^1] = next;
                return;
            }

            if (next.Length == 1 || (last.Length * last.Stride == next.Stride && last.Length * last.Sum == next.Sum))
            {
                dimensions[^1] = last with { Length = last.Length * next.Length };
                return;
            }
        }

        dimensions.Add(next);
    }

    void Add(ReadOnlySpan<T> x, List<Dimension> loop, int start, (int Begin, int End) range, Span<T> sums)
    {
        Dimension inner = loop[0], outer = loop.Count > 1 ? loop[1] : new(1, 0, 0);
        int done = range.Begin;
        while (done < range.End)
        {
            // A block is one row, or what is whole of one, or whole rows up to the next dimension.
            int rest = done, position = start, sum = 0, atInner = done % inner.Length, atOuter = done / inner.Length % outer.Length;
            foreach (Dimension dimension in loop)
            {
                (rest, int at) = Math.DivRem(rest, dimension.Length);
                position += at * dimension.Stride;
                sum += at * dimension.Sum;
            }

            int across = Math.Min(inner.Length - atInner, range.End - done);
            int down = across < inner.Length ? 1 : Math.Min(outer.Length - atOuter, (range.End - done) / inner.Length);
            Block(x, position, inner with { Length = across }, outer with { Length = down }, sums[sum..]);
            done += across * down;
        }
    }

    void Block(ReadOnlySpan<T> x, int start, Dimension summed, Dimension other, Span<T> sums)
    {
        if (summed.Sum != 0)
            (summed, other) = (other, summed);
        bool inVectors = summed.Stride == 1 && summed.Length >= vectors.Loaded;
        // So many of the others at a time as columns of one cascade; what does not fill a group is summed one by one.
        int group = inVectors ? int.MaxValue
            : other.Stride == 1 && other.Length >= vectors.Loaded ? 4 * vectors.Lanes
            : summed.Stride < other.Stride ? int.MaxValue
            : 4;
        int grouped = other.Length - other.Length % group;
        for (int j = 0; j < other.Length; j++)
        {
            int row = start + j * other.Stride;
            T sum = inVectors ? CascadeSum.VectorRow(x.Slice(row, summed.Length), vectors)
                : j < grouped ? CascadeSum.Column(x, row, summed.Stride, summed.Length)
                : CascadeSum.Row(x, row, summed.Stride, summed.Length);
            ref T total = ref sums[j * other.Sum];
            total = vectors.StoresHalves ? Half(total + Half(sum)) : total + sum;
        }
    }

    static T Half(T value) => T.CreateChecked((float)(BFloat16)float.CreateChecked(value));

    /// <summary>One dimension of the loop.</summary>
    /// <param name="Length">Its length.</param>
    /// <param name="Stride">Elements from one of its entries to the next.</param>
    /// <param name="Sum">Sums from one of its entries to the next: 0 where it is summed over.</param>
    readonly record struct Dimension(int Length, int Stride, int Sum);
}

/// <summary>How a sum reads and keeps its values.</summary>
/// <param name="Loaded">Values of a vector in memory.</param>
/// <param name="Lanes">Sums of a vector.</param>
readonly record struct SumVectors(int Loaded, int Lanes)
{
    /// <summary>bfloat16 as it is: sixteen values a vector, eight float32 sums, each stored as bfloat16.</summary>
    public static SumVectors OfBrainHalves { get; } = new(16, 8);

    /// <summary>float32 or float64: a sum for every value.</summary>
    public static SumVectors Of<T>() => new(32 / Unsafe.SizeOf<T>(), 32 / Unsafe.SizeOf<T>());

    /// <summary>Whether sums are stored in fewer bits than they are made with.</summary>
    public bool StoresHalves => Loaded > Lanes;
}
