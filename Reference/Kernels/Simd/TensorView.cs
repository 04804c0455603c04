using System.Runtime.CompilerServices;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// Any tensor of a kernel as channels of N planes of H · W values, by address and strides; a tensor with one value a
/// plane is read as one plane of N values.
/// </summary>
/// <remarks>The memory is pinned by whoever makes the view.</remarks>
/// <typeparam name="T">Element type.</typeparam>
readonly unsafe struct TensorView<T>
    where T : unmanaged
{
    readonly nint strideH, strideW;

    /// <summary>Reads lengths and strides of a tensor of rank 2, 3 or 4.</summary>
    /// <exception cref="ArgumentException">The tensor has another rank.</exception>
    public TensorView(T* first, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        if (lengths.Length is < 2 or > 4)
            throw new ArgumentException($"a kernel takes a tensor of rank 2, 3 or 4, not {lengths.Length}");
        First = first;
        (N, C) = (lengths[0], lengths[1]);
        (StrideN, StrideC) = (strides[0], strides[1]);
        (H, strideH) = lengths.Length == 4 ? (lengths[2], strides[2]) : (1, 0);
        (W, strideW) = lengths.Length >= 3 ? (lengths[^1], strides[^1]) : (1, 0);

        // By shape, never by strides: the order of additions must not follow the layout.
        if (H == 1 && W == 1)
            (N, W, StrideN, strideW) = (1, N, 0, StrideN);
    }

    /// <summary>The first element; null where the tensor was not asked for.</summary>
    public T* First { get; }

    /// <summary>Whether there is no tensor behind this view.</summary>
    public bool IsAbsent => First == null;

    /// <summary>Planes of a channel.</summary>
    public nint N { get; }

    /// <summary>Channels.</summary>
    public nint C { get; }

    /// <summary>Rows of a plane.</summary>
    public nint H { get; }

    /// <summary>Values of a plane's row.</summary>
    public nint W { get; }

    /// <summary>Values of a plane.</summary>
    public nint PlaneLength => H * W;

    /// <summary>Values of a channel.</summary>
    public nint ValuesPerChannel => N * H * W;

    /// <summary>Elements from one plane to the next.</summary>
    public nint StrideN { get; }

    /// <summary>Elements from one channel to the next.</summary>
    public nint StrideC { get; }

    /// <summary>Elements from one value of a plane to the next, where <see cref="IsEvenlySpaced"/>.</summary>
    public nint StrideI => W == 1 ? strideH : strideW;

    /// <summary>Whether one stride leads through a plane.</summary>
    public bool IsEvenlySpaced => H == 1 || W == 1 || strideH == W * strideW;

    /// <summary>Whether each plane is contiguous: NCHW, NCL and slices of them along N and C.</summary>
    public bool HasContiguousPlanes => IsEvenlySpaced && (StrideI == 1 || PlaneLength == 1);

    /// <summary>Whether the channels of one position are contiguous: (N, C), channels-last, features-last.</summary>
    public bool HasContiguousChannels => IsEvenlySpaced && (StrideC == 1 || C == 1);

    /// <summary>One plane of a channel.</summary>
    public T* Plane(nint n, nint c) => First + n * StrideN + c * StrideC;

    /// <summary>All channels of one position of a plane, where <see cref="HasContiguousChannels"/>.</summary>
    public T* Row(nint n, nint i) => First + n * StrideN + i * StrideI;

    /// <summary>The planes of a channel from plane <paramref name="n"/> on.</summary>
    public Strided<T> Planes(nint n, nint c) => new(Plane(n, c), StrideN);

    /// <summary>One plane of each channel from channel <paramref name="c"/> on.</summary>
    public Strided<T> Channels(nint n, nint c) => new(Plane(n, c), StrideC);

    /// <summary>Copies positions of a plane to contiguous memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Gather(nint n, nint c, nint start, nint count, T* destination)
    {
        (nint h, nint w) = Math.DivRem(start, W);
        T* row = Plane(n, c) + h * strideH;
        for (nint i = 0; i < count; i++)
        {
            destination[i] = row[w * strideW];
            if (++w == W)
            {
                w = 0;
                row += strideH;
            }
        }
    }

    /// <summary>Copies contiguous memory to positions of a plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Scatter(T* source, nint n, nint c, nint start, nint count)
    {
        (nint h, nint w) = Math.DivRem(start, W);
        T* row = Plane(n, c) + h * strideH;
        for (nint i = 0; i < count; i++)
        {
            row[w * strideW] = source[i];
            if (++w == W)
            {
                w = 0;
                row += strideH;
            }
        }
    }
}

/// <summary>Planes, rows or channels, evenly spaced: where the first one is, and the step from one to the next.</summary>
/// <typeparam name="T">Element type.</typeparam>
readonly unsafe struct Strided<T>(T* first, nint step)
    where T : unmanaged
{
    /// <summary>The first one.</summary>
    public T* First { get; } = first;

    /// <summary>Elements from one to the next.</summary>
    public nint Step { get; } = step;

    /// <summary>Those from number <paramref name="n"/> on.</summary>
    public Strided<T> From(nint n) => new(First + n * Step, Step);

    /// <summary>Every so many of them, from one of them on, moved by so many elements.</summary>
    public Strided<T> Every(nint times, nint n, nint offset) => new(First + n * Step + offset, times * Step);
}
