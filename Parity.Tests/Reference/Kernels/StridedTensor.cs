using System.Numerics.Tensors;

namespace Parity.Tests.Reference.Kernels;

/// <summary>Memory orders that a kernel may meet.</summary>
public enum MemoryOrder
{
    Contiguous,
    ChannelsLast,
    Reversed,
    SlicedAlongBatch,
    SlicedAlongWidth,
    SlicedAlongChannels,
}

/// <summary>Logical values in some memory order, with foreign memory around them that must stay as it is.</summary>
sealed class StridedTensor<T>
    where T : unmanaged
{
    // Behind the last value, so that one too many is seen.
    const int Behind = 8;

    readonly T[] storage;
    readonly T fill;
    readonly nint[] lengths;
    readonly nint[] strides;

    public StridedTensor(int[] shape, MemoryOrder order, T fill)
    {
        this.fill = fill;
        lengths = [.. shape.Select(length => (nint)length)];
        int[] outerToInner = [.. Enumerable.Range(0, shape.Length)];
        nint[] padded = [.. lengths];
        switch (order)
        {
            case MemoryOrder.ChannelsLast:
                outerToInner = [0, .. Enumerable.Range(2, shape.Length - 2), 1];
                break;
            case MemoryOrder.Reversed:
                Array.Reverse(outerToInner);
                break;
            case MemoryOrder.SlicedAlongBatch:
                padded[0] *= 2;
                outerToInner = [1, 0, .. Enumerable.Range(2, shape.Length - 2)];
                break;
            case MemoryOrder.SlicedAlongWidth:
                padded[^1] += 3;
                break;
            case MemoryOrder.SlicedAlongChannels:
                padded[1] += 5;
                break;
            case MemoryOrder.Contiguous:
                break;
        }

        strides = new nint[shape.Length];
        nint stride = 1;
        foreach (int d in outerToInner.Reverse())
        {
            // TensorSpan wants stride 0 for a dimension of length 1.
            strides[d] = lengths[d] == 1 ? 0 : stride;
            stride *= padded[d];
        }

        // No memory, no strides.
        if (stride == 0)
            Array.Clear(strides);
        storage = new T[stride + Behind];
        storage.AsSpan().Fill(fill);
    }

    public StridedTensor(int[] shape, MemoryOrder order, T[] values)
        : this(shape, order, default(T))
    {
        for (int i = 0; i < values.Length; i++)
            storage[PositionOf(i)] = values[i];
    }

    public ReadOnlyTensorSpan<T> Input => new(storage, lengths, strides);

    public TensorSpan<T> Output => new(storage, lengths, strides);

    /// <summary>The values in logical order; fails where foreign memory was written.</summary>
    public T[] Values()
    {
        nint count = 1;
        foreach (nint length in lengths)
            count *= length;
        var values = new T[count];
        var isOwn = new bool[storage.Length];
        for (int i = 0; i < values.Length; i++)
        {
            nint position = PositionOf(i);
            (values[i], isOwn[position]) = (storage[position], true);
        }

        for (int i = 0; i < storage.Length; i++)
            Assert.True(isOwn[i] || storage[i].Equals(fill), $"foreign memory written at {i} of {storage.Length}");
        return values;
    }

    nint PositionOf(nint i)
    {
        nint position = 0;
        for (int d = lengths.Length - 1; d >= 0; d--)
        {
            (i, nint index) = Math.DivRem(i, lengths[d]);
            position += index * strides[d];
        }

        return position;
    }
}
