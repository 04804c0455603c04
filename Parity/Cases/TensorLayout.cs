using System.Numerics.Tensors;

namespace Parity.Cases;

/// <summary>
/// A tensor laid out in memory as a case asks: storage and the strided view that a module receives, in torch's order of
/// dimensions.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed class TensorLayout<T>
    where T : unmanaged
{
    readonly T[] storage;
    readonly nint[] lengths;
    readonly nint[] strides;
    readonly Layout layout;
    readonly int[] shape;

    /// <summary>Memory for a tensor of a case's shape, every element the given value.</summary>
    public TensorLayout(ReadOnlySpan<int> shape, Layout layout, T fill)
    {
        (this.shape, this.layout) = (shape.ToArray(), layout);
        int count = 1;
        foreach (int length in shape)
            count *= length;
        storage = new T[count];
        storage.AsSpan().Fill(fill);
        lengths = [.. this.shape.Select(length => (nint)length)];
        strides = Dense(lengths);
        switch (layout)
        {
            case Layout.ChannelsLast:
                nint[] last = Dense([lengths[0], lengths[2], lengths[3], lengths[1]]);
                strides = [last[0], last[3], last[1], last[2]];
                break;
            case Layout.FeaturesLast:
                (lengths, strides) = ([lengths[0], lengths[2], lengths[1]], [strides[0], strides[2], strides[1]]);
                break;
            case Layout.Contiguous:
                break;
        }
    }

    /// <summary>Memory that holds a tensor's values in the given layout.</summary>
    public TensorLayout(DenseTensor values, Layout layout)
        : this([.. values.Shape], layout, default)
    {
        ReadOnlySpan<T> source = values.Values<T>();
        if (layout != Layout.ChannelsLast)
            source.CopyTo(storage);
        else
            for (int i = 0; i < source.Length; i++)
                storage[ChannelsLastPosition(i)] = source[i];
    }

    /// <summary>What a module reads.</summary>
    public ReadOnlyTensorSpan<T> Input => new(storage, lengths, strides);

    /// <summary>Where a module writes.</summary>
    public TensorSpan<T> Output => new(storage, lengths, strides);

    /// <summary>The values in the case's shape and order.</summary>
    public DenseTensor ToDense()
    {
        var dense = new DenseTensor(DenseTensor.DTypeOf<T>(), shape);
        Span<T> values = dense.Values<T>();
        if (layout != Layout.ChannelsLast)
            storage.CopyTo(values);
        else
            for (int i = 0; i < values.Length; i++)
                values[i] = storage[ChannelsLastPosition(i)];
        return dense;
    }

    // TensorSpan wants stride 0 for a dimension of length 1.
    static nint[] Dense(ReadOnlySpan<nint> lengths)
    {
        var strides = new nint[lengths.Length];
        nint stride = 1;
        for (int d = lengths.Length - 1; d >= 0; d--)
        {
            strides[d] = lengths[d] == 1 ? 0 : stride;
            stride *= lengths[d];
        }

        return strides;
    }

    int ChannelsLastPosition(int position)
    {
        (int rest, int w) = Math.DivRem(position, shape[3]);
        (rest, int h) = Math.DivRem(rest, shape[2]);
        (int n, int c) = Math.DivRem(rest, shape[1]);
        return ((n * shape[2] + h) * shape[3] + w) * shape[1] + c;
    }
}
