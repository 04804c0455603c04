using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parity.Tensors;

/// <summary>
/// A batch laid out in memory: storage and the strided view that a module receives, in torch's order of dimensions. What
/// lies between the elements, and a band before the first and after the last, holds NaN and is watched.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class PlacedTensor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static readonly int band = CacheLine.Bytes / Unsafe.SizeOf<T>();

    // No place before or after a tensor is longer.
    static readonly T[] untouched = [.. Enumerable.Repeat(T.NaN, 2 * band)];

    // Shorter memory is kept for the next case.
    const int LongestArray = 1 << 16;

    readonly LargeMemory? large;
    readonly int start, length; // of what the placement calls 0, and of all
    readonly nint[] lengths, strides;
    readonly int size;
    readonly Placement seen, logical; // as the module sees it, and in the order of the values
    readonly bool rowMajor, overlaps, hasGaps;
    readonly PlacedRows rows; // in logical order; not needed when row-major
    CacheLine[] array = [];
    nint address; // of what is no array
    DenseTensor? given; // what is watched
    T[] copy = []; // of memory whose elements lie at one place, which need not have all their bits

    /// <summary>Memory for a result, every element NaN.</summary>
    /// <param name="placement">Where its elements lie.</param>
    /// <param name="transposed">Whether values are read and given with the last two of three dimensions exchanged.</param>
    /// <param name="timed">Whether to begin at a cache line and to stay there, as torch's own tensors do; such memory of values is not watched.</param>
    /// <param name="aligned">Whether to begin at a cache line and to stay there, and to be watched.</param>
    /// <param name="kept">Whether whoever uses the memory keeps the tensor meanwhile, so that long memory may be <see cref="LargeMemory"/>.</param>
    public PlacedTensor(Placement placement, bool transposed = false, bool timed = false, bool aligned = false, bool kept = false)
        : this(placement, null, transposed, timed, aligned, kept)
    {
    }

    /// <summary>Memory that holds a tensor's values; null for a result.</summary>
    /// <inheritdoc cref="PlacedTensor{T}(Placement, bool, bool, bool, bool)"/>
    /// <exception cref="ArgumentException">Values that share memory differ.</exception>
    public PlacedTensor(
        Placement placement, DenseTensor? values, bool transposed = false, bool timed = false, bool aligned = false, bool kept = false)
    {
        (seen, size) = (placement, placement.StorageLength);
        logical = transposed ? seen.Transposed() : seen;
        (start, length) = (band, size + 2 * band);
        if (Fence.Raised && !timed)
        {
            // A fence takes the place of the band at the end.
            length -= band;
            address = Fence.Allocate(size * Unsafe.SizeOf<T>(), CacheLine.Bytes) - CacheLine.Bytes;
        }
        else if (kept && (long)length * Unsafe.SizeOf<T>() > LongestArray)
        {
            // As little aligned as an array is, where that is not asked for.
            int beside = aligned ? 0 : sizeof(double) / Unsafe.SizeOf<T>();
            (start, length) = (start + beside, length + beside);
            large = new((long)length * Unsafe.SizeOf<T>());
            address = large.Address;
        }
        else
        {
            bool atLine = timed || aligned;
            length += atLine ? band : 0;
            array = PinnedPool.Shared.Rent<T>(length);
            if (atLine)
                start += (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(array, 1) & (CacheLine.Bytes - 1)) * band / CacheLine.Bytes;
        }

        (lengths, strides) = (new nint[seen.Lengths.Length], new nint[seen.Lengths.Length]);
        nint count = 1;
        for (int d = 0; d < lengths.Length; d++)
        {
            lengths[d] = seen.Lengths[d];
            // TensorSpan wants stride 0 for a dimension of length 1.
            strides[d] = lengths[d] == 1 ? 0 : seen.Strides[d];
            count *= lengths[d];
        }

        (overlaps, hasGaps) = (seen.Overlaps, size > count);
        rowMajor = logical.IsContiguous && size == count;
        if (!rowMajor)
            rows = new(logical);
        if (values is null)
            Storage.Fill(T.NaN);
        else
            Put(values);
        if (values is not null && !timed)
            Watch(values);
    }

    /// <summary>Holds other values from now on, in the same memory.</summary>
    /// <exception cref="ArgumentException">Values that share memory differ.</exception>
    public void Hold(DenseTensor values)
    {
        Put(values);
        Watch(values);
    }

    /// <summary>What a module reads.</summary>
    public ReadOnlyTensorSpan<T> Input => Output;

    /// <summary>Where a module writes.</summary>
    public TensorSpan<T> Output => size == 0 ? new(Memory, lengths) : new(Memory[seen.Offset..], lengths, strides);

    /// <summary>The memory without its bands, in its own order.</summary>
    public Span<T> Memory => Storage.Slice(start, size);

    /// <summary>Whether memory was written to that was only to be read, or that is no element of a result.</summary>
    public bool IsDisturbed
    {
        get
        {
            if (given is not null)
                return HasOtherBits(Before) || HasOtherBits(After) || !(Unsafe.SizeOf<T>() == sizeof(uint) ? Holds<uint>(given) : Holds<ulong>(given));
            if (Numbers(Before) + Numbers(After) > 0)
                return true;
            return hasGaps && Numbers(Memory) > rows.Numbers<T>(Memory);
        }
    }

    Span<T> Storage => address == 0
        ? MemoryMarshal.Cast<CacheLine, T>(array.AsSpan())[..length]
        : MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<T>(), address), length);

    Span<T> Before => Storage[..start];

    Span<T> After => Storage[(start + size)..];

    /// <summary>Makes a result NaN as it was at first, so that an element that is never written shows.</summary>
    public void Forget() => Storage.Fill(T.NaN);

    /// <summary>The values in logical order.</summary>
    public DenseTensor ToDense()
    {
        var dense = DenseTensor.Unwritten(DenseTensor.DTypeOf<T>(), [.. logical.Lengths]);
        if (rowMajor)
            Memory.CopyTo(dense.Values<T>());
        else
            rows.Gather<T>(Memory, dense.Values<T>());
        return dense;
    }

    /// <summary>Gives the memory to who wants some next; nobody may use it from then on.</summary>
    public void GiveBack()
    {
        if (large is not null)
        {
            large.GiveBack();
            address = 0;
        }

        if (array.Length > 0)
            PinnedPool.Shared.Return(array);
        array = [];
    }

    // Than those that it was filled with: another NaN is a write too.
    static bool HasOtherBits(ReadOnlySpan<T> band) =>
        !MemoryMarshal.AsBytes(band).SequenceEqual(MemoryMarshal.AsBytes(untouched.AsSpan(0, band.Length)));

    static int Numbers(ReadOnlySpan<T> memory)
    {
        int numbers = 0;
        for (; memory.Length >= Vector256<T>.Count; memory = memory[Vector256<T>.Count..])
        {
            var values = Vector256.Create(memory);
            numbers += BitOperations.PopCount(Vector256.Equals(values, values).ExtractMostSignificantBits());
        }

        foreach (T value in memory)
            if (!T.IsNaN(value))
                numbers++;
        return numbers;
    }

    void Put(DenseTensor values)
    {
        ReadOnlySpan<T> numbers = values.Values<T>();
        if (rowMajor)
        {
            Before.Fill(T.NaN);
            After.Fill(T.NaN);
            numbers.CopyTo(Memory);
            return;
        }

        Storage.Fill(T.NaN);
        if (overlaps)
            rows.ScatterEqual(numbers, Memory);
        else
            rows.Scatter(numbers, Memory);
    }

    void Watch(DenseTensor values)
    {
        given = values;
        if (overlaps)
            copy = Memory.ToArray();
    }

    // Whether bits are what was given, and between the elements what the memory was filled with.
    bool Holds<TBits>(DenseTensor values)
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        ReadOnlySpan<TBits> memory = MemoryMarshal.Cast<T, TBits>(Memory), expected = MemoryMarshal.Cast<byte, TBits>(values.Bytes);
        if (overlaps)
            return memory.SequenceEqual(MemoryMarshal.Cast<T, TBits>(copy.AsSpan()));
        if (rowMajor)
            return memory.SequenceEqual(expected);
        TBits fill = Unsafe.BitCast<T, TBits>(T.NaN);
        return rows.Hold(expected, memory) && (!hasGaps || memory.Count(fill) - expected.Count(fill) == memory.Length - expected.Length);
    }
}
