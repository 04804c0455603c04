using System.Collections.Immutable;
using System.Numerics;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Tensors;

/// <summary>The elements of a placement, in row-major order of the indices, as rows: at one distance from each other in memory.</summary>
readonly struct PlacedRows
{
    readonly int[] starts; // of the rows, in memory
    readonly int length, stride;

    /// <summary>The longest rows that there are: dimensions that are one run through memory are one.</summary>
    public PlacedRows(Placement placement)
    {
        (ImmutableArray<int> lengths, ImmutableArray<int> strides) = (placement.Lengths, placement.Strides);
        (length, stride) = (1, 1);
        int outer = lengths.Length;
        for (; outer > 0; outer--)
        {
            (int next, int across) = (lengths[outer - 1], strides[outer - 1]);
            if (next == 1)
                continue;
            if (length != 1 && across != length * stride)
                break;
            (length, stride) = (length * next, length == 1 ? across : stride);
        }

        starts = new MemoryOrder(lengths[..outer], strides[..outer]).Positions(placement.Offset);
    }

    /// <summary>Reads the elements.</summary>
    /// <param name="memory">Where they lie.</param>
    /// <param name="values">Receives them in order.</param>
    public void Gather<T>(ReadOnlySpan<T> memory, Span<T> values)
    {
        for (int row = 0; row < starts.Length; row++)
        {
            ReadOnlySpan<T> from = memory[starts[row]..];
            Span<T> to = values.Slice(row * length, length);
            if (stride == 1)
                from[..length].CopyTo(to);
            else
                for (int i = 0; i < to.Length; i++)
                    to[i] = from[i * stride];
        }
    }

    /// <summary>Writes the elements.</summary>
    /// <param name="values">What they are to be, in order.</param>
    /// <param name="memory">Where they lie.</param>
    public void Scatter<T>(ReadOnlySpan<T> values, Span<T> memory)
    {
        for (int row = 0; row < starts.Length; row++)
        {
            ReadOnlySpan<T> from = values.Slice(row * length, length);
            Span<T> to = memory[starts[row]..];
            if (stride == 1)
                from.CopyTo(to);
            else
                for (int i = 0; i < from.Length; i++)
                    to[i * stride] = from[i];
        }
    }

    /// <summary>Writes the elements where several may lie at one place.</summary>
    /// <param name="values">What they are to be, in order.</param>
    /// <param name="memory">Where they lie; NaN before.</param>
    /// <exception cref="ArgumentException">Values that share memory differ.</exception>
    public void ScatterEqual<T>(ReadOnlySpan<T> values, Span<T> memory)
        where T : INumberBase<T>
    {
        for (int row = 0; row < starts.Length; row++)
            for (int i = 0; i < length; i++)
            {
                T value = values[row * length + i];
                ref T place = ref memory[starts[row] + i * stride];
                place = !T.IsNaN(place) && place != value ? throw new ArgumentException("values that share memory differ") : value;
            }
    }

    /// <summary>Whether the elements have the same bits.</summary>
    /// <param name="values">What they are to be, in order.</param>
    /// <param name="memory">Where they lie.</param>
    public bool Hold<TBits>(ReadOnlySpan<TBits> values, ReadOnlySpan<TBits> memory)
        where TBits : IBinaryInteger<TBits>
    {
        for (int row = 0; row < starts.Length; row++)
        {
            ReadOnlySpan<TBits> expected = values.Slice(row * length, length), found = memory[starts[row]..];
            if (stride == 1 && !found[..length].SequenceEqual(expected))
                return false;
            if (stride != 1)
                for (int i = 0; i < expected.Length; i++)
                    if (found[i * stride] != expected[i])
                        return false;
        }

        return true;
    }

    /// <summary>How many elements are no NaN.</summary>
    /// <param name="memory">Where they lie.</param>
    public int Numbers<T>(ReadOnlySpan<T> memory)
        where T : INumberBase<T>
    {
        int numbers = 0;
        foreach (int start in starts)
            for (int i = 0; i < length; i++)
                if (!T.IsNaN(memory[start + i * stride]))
                    numbers++;
        return numbers;
    }
}
