using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Cases;

namespace Parity.Tensors;

/// <summary>A tensor that begins at a cache line, as torch's own tensors do.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class AlignedTensor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int LineBytes = 64;

    readonly T[] storage;
    readonly int start;
    readonly nint[] lengths, strides;
    readonly Placement placement;

    /// <summary>Memory for a case's result, every element NaN.</summary>
    public AlignedTensor(BatchNormCase c)
    {
        placement = Placement.Of(c.TorchShape, c.Layout);
        int size = DenseTensor.DTypeOf<T>().Size();
        storage = GC.AllocateUninitializedArray<T>(placement.StorageLength + LineBytes / size, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(storage, 0);
        start = (int)(-address & (LineBytes - 1)) / size;
        lengths = [.. placement.Lengths.Select(length => (nint)length)];
        // TensorSpan wants stride 0 for a dimension of length 1.
        strides = [.. placement.Strides.Select((stride, d) => placement.Lengths[d] == 1 ? 0 : (nint)stride)];
        Forget();
    }

    /// <summary>Memory that holds a tensor's values.</summary>
    public AlignedTensor(BatchNormCase c, DenseTensor values)
        : this(c)
    {
        ReadOnlySpan<T> source = values.Values<T>();
        int i = 0;
        foreach (int position in placement.Positions())
            storage[start + position] = source[i++];
    }

    /// <summary>What a kernel reads.</summary>
    public ReadOnlyTensorSpan<T> Input => Output;

    /// <summary>Where a kernel writes.</summary>
    public TensorSpan<T> Output => new(storage, start, lengths, strides);

    /// <summary>The memory, in its own order.</summary>
    public Span<T> Memory => storage.AsSpan(start, placement.StorageLength);

    /// <summary>Makes every element NaN, so that one that is never written shows.</summary>
    public void Forget() => Memory.Fill(T.NaN);

    /// <summary>The values in the case's order.</summary>
    public DenseTensor ToDense()
    {
        var dense = new DenseTensor(DenseTensor.DTypeOf<T>(), placement.Lengths.AsSpan());
        Span<T> values = dense.Values<T>();
        int i = 0;
        foreach (int position in placement.Positions())
            values[i++] = storage[start + position];
        return dense;
    }
}
