using Parity.Tensors;

namespace Parity.Tests.Reference.Kernels;

/// <summary>Memory orders that a kernel may meet, layouts that no case has among them.</summary>
public enum StorageOrder
{
    Contiguous,
    ChannelsLast,
    Reversed,
    SlicedAlongBatch,
    SlicedAlongWidth,
    SlicedAlongChannels,
}

static class StorageOrders
{
    /// <summary>Where a batch of some shape lies in such an order.</summary>
    public static Placement Placement(this StorageOrder order, int[] shape)
    {
        int[] inner = [.. Enumerable.Range(2, shape.Length - 2)], padded = [.. shape];
        int[] outerToInner = [0, 1, .. inner];
        switch (order)
        {
            case StorageOrder.ChannelsLast:
                outerToInner = [0, .. inner, 1];
                break;
            case StorageOrder.Reversed:
                Array.Reverse(outerToInner);
                break;
            case StorageOrder.SlicedAlongBatch:
                padded[0] *= 2;
                outerToInner = [1, 0, .. inner];
                break;
            case StorageOrder.SlicedAlongWidth:
                padded[^1] += 3;
                break;
            case StorageOrder.SlicedAlongChannels:
                padded[1] += 5;
                break;
            case StorageOrder.Contiguous:
                break;
        }

        var strides = new int[shape.Length];
        int stride = 1;
        foreach (int d in outerToInner.Reverse())
        {
            strides[d] = stride;
            stride *= padded[d];
        }

        return new([.. shape], [.. strides], 0, stride);
    }
}
