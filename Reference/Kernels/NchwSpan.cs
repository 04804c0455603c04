using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parity.Reference.Kernels;

/// <summary>Any input of a kernel read as (N, C, H, W): (N, C) has H = W = 1, (N, C, L) has H = 1.</summary>
/// <typeparam name="T">Element type.</typeparam>
readonly ref struct NchwSpan<T>
    where T : unmanaged
{
    const int ShortestPlane = 8;

    readonly ref T first;
    readonly nint strideN, strideC, strideH, strideW;

    /// <summary>Reads a tensor of rank 2, 3 or 4 through its strides.</summary>
    /// <exception cref="ArgumentException">The tensor has another rank.</exception>
    public NchwSpan(in ReadOnlyTensorSpan<T> tensor)
        : this(ref Unsafe.AsRef(in TensorMarshal.GetReference(in tensor)), tensor.Lengths, tensor.Strides)
    {
    }

    /// <summary>Reads and writes a tensor of rank 2, 3 or 4 through its strides.</summary>
    /// <exception cref="ArgumentException">The tensor has another rank.</exception>
    public NchwSpan(in TensorSpan<T> tensor)
        : this(ref TensorMarshal.GetReference(in tensor), tensor.Lengths, tensor.Strides)
    {
    }

    NchwSpan(ref T first, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        if (lengths.Length is < 2 or > 4)
            throw new ArgumentException($"a kernel takes a tensor of rank 2, 3 or 4, not {lengths.Length}");
        this.first = ref first;
        (N, C) = (lengths[0], lengths[1]);
        (strideN, strideC) = (strides[0], strides[1]);
        (H, strideH) = lengths.Length == 4 ? (lengths[2], strides[2]) : (1, 0);
        (W, strideW) = lengths.Length >= 3 ? (lengths[^1], strides[^1]) : (1, 0);
    }

    /// <summary>Batch size.</summary>
    public nint N { get; }

    /// <summary>Number of channels.</summary>
    public nint C { get; }

    /// <summary>Height.</summary>
    public nint H { get; }

    /// <summary>Width.</summary>
    public nint W { get; }

    /// <summary>Number of values in one channel.</summary>
    public nint ValuesPerChannel => N * H * W;

    /// <summary>Whether a plane's values lie side by side, and are enough for it to pay to take them all at once.</summary>
    public bool HasDensePlanes => H * W >= ShortestPlane && (W == 1 || strideW == 1) && (H == 1 || strideH == W);

    /// <summary>The values of a dense plane.</summary>
    public Span<T> Plane(nint n, nint c) => MemoryMarshal.CreateSpan(ref this[n, c, 0, 0], (int)(H * W));

    /// <summary>One element, unchecked: indices come from loops over the lengths.</summary>
    public ref T this[nint n, nint c, nint h, nint w] =>
        ref Unsafe.Add(ref first, n * strideN + c * strideC + h * strideH + w * strideW);
}
