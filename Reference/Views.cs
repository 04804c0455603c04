using System.Numerics.Tensors;

namespace Parity.Reference;

/// <summary>Batches that lie in memory with their features or channels last, seen in torch's order of dimensions without a copy.</summary>
/// <remarks>
/// A span takes no stride for a length of 1 but 0, and none at all where it has no elements; these views keep that rule for
/// every length.
/// </remarks>
public static class Views
{
    /// <summary>(B, S, D) in memory, seen as the (N, C, L) = (B, D, S) that <see cref="BatchNorm1d{T}"/> takes.</summary>
    /// <param name="values">The batch, row-major.</param>
    /// <param name="batch">B, the number of sequences.</param>
    /// <param name="length">S, positions of a sequence.</param>
    /// <param name="features">D, features of a position.</param>
    /// <exception cref="ArgumentException">The lengths do not multiply to the number of values.</exception>
    public static ReadOnlyTensorSpan<T> FeaturesLast<T>(ReadOnlySpan<T> values, int batch, int length, int features)
    {
        Check(values.Length, batch, length, features);
        (nint[] lengths, nint[] strides) = Placed([batch, features, length], [(nint)length * features, 1, features]);
        return new(values, lengths, strides);
    }

    /// <summary>A batch to write to, as <see cref="FeaturesLast{T}(ReadOnlySpan{T}, int, int, int)"/>.</summary>
    /// <inheritdoc cref="FeaturesLast{T}(ReadOnlySpan{T}, int, int, int)"/>
    public static TensorSpan<T> FeaturesLast<T>(Span<T> values, int batch, int length, int features)
    {
        Check(values.Length, batch, length, features);
        (nint[] lengths, nint[] strides) = Placed([batch, features, length], [(nint)length * features, 1, features]);
        return new(values, lengths, strides);
    }

    /// <summary>(N, H, W, C) in memory, torch's channels_last, seen as the (N, C, H, W) that <see cref="BatchNorm2d{T}"/> takes.</summary>
    /// <param name="values">The batch, row-major.</param>
    /// <param name="n">N, the number of images.</param>
    /// <param name="h">H, rows of an image.</param>
    /// <param name="w">W, columns of an image.</param>
    /// <param name="c">C, channels of a pixel.</param>
    /// <exception cref="ArgumentException">The lengths do not multiply to the number of values.</exception>
    public static ReadOnlyTensorSpan<T> ChannelsLast<T>(ReadOnlySpan<T> values, int n, int h, int w, int c)
    {
        Check(values.Length, n, h, w, c);
        (nint[] lengths, nint[] strides) = Placed([n, c, h, w], [(nint)h * w * c, 1, (nint)w * c, c]);
        return new(values, lengths, strides);
    }

    /// <summary>A batch to write to, as <see cref="ChannelsLast{T}(ReadOnlySpan{T}, int, int, int, int)"/>.</summary>
    /// <inheritdoc cref="ChannelsLast{T}(ReadOnlySpan{T}, int, int, int, int)"/>
    public static TensorSpan<T> ChannelsLast<T>(Span<T> values, int n, int h, int w, int c)
    {
        Check(values.Length, n, h, w, c);
        (nint[] lengths, nint[] strides) = Placed([n, c, h, w], [(nint)h * w * c, 1, (nint)w * c, c]);
        return new(values, lengths, strides);
    }

    static (nint[] Lengths, nint[] Strides) Placed(nint[] lengths, nint[] strides)
    {
        bool empty = lengths.Contains(0);
        for (int d = 0; d < lengths.Length; d++)
            if (lengths[d] == 1 || empty)
                strides[d] = 0;
        return (lengths, strides);
    }

    static void Check(int values, params ReadOnlySpan<int> lengths)
    {
        long count = 1;
        foreach (int length in lengths)
            count *= length >= 0 ? length : throw new ArgumentException($"a length of {length} is negative");
        if (count != values)
            throw new ArgumentException($"a batch of {string.Join(" x ", lengths.ToArray())} has {count} values, {values} are there");
    }
}
