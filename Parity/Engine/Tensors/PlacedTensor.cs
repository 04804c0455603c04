using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parity.Tensors;

/// <summary>
/// A batch laid out in memory: storage and the strided view that a module receives, in torch's order of dimensions. What
/// lies between the elements, and a band before the first and after the last, holds NaN and is watched.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class PlacedTensor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int LineBytes = 64;

    readonly T[] array = [];
    readonly nint fenced; // where there is a fence, in place of the array
    readonly int start; // of what the placement calls 0
    T[]? given;
    DenseTensor? source; // in place of a copy, where the memory holds its very values in a row
    readonly nint[] lengths, strides;
    readonly int size;
    readonly Placement seen, logical; // as the module sees it, and in the order of the values
    readonly bool rowMajor;
    readonly int[] positions = []; // of the elements, in logical order; not needed when row-major

    /// <summary>Memory for a result, every element NaN.</summary>
    /// <param name="placement">Where its elements lie.</param>
    /// <param name="transposed">Whether values are read and given with the last two of three dimensions exchanged.</param>
    /// <param name="timed">Whether to begin at a cache line and to stay there, as torch's own tensors do; such memory of values is not watched.</param>
    /// <param name="aligned">Whether to begin at a cache line and to stay there, and to be watched.</param>
    public PlacedTensor(Placement placement, bool transposed = false, bool timed = false, bool aligned = false)
    {
        (seen, size) = (placement, placement.StorageLength);
        logical = transposed ? seen.Transposed() : seen;
        int band = LineBytes / DenseTensor.DTypeOf<T>().Size();
        if (Fence.Raised && !timed)
            fenced = Fence.Allocate(size * Unsafe.SizeOf<T>(), LineBytes) - LineBytes;
        else
            array = GC.AllocateUninitializedArray<T>(size + (timed || aligned ? 3 : 2) * band, pinned: timed || aligned);
        start = band;
        if (array.Length > 0 && (timed || aligned))
        {
            nint address = Marshal.UnsafeAddrOfPinnedArrayElement(array, band);
            start += (int)(-address & (LineBytes - 1)) * band / LineBytes;
        }

        lengths = [.. seen.Lengths.Select(length => (nint)length)];
        // TensorSpan wants stride 0 for a dimension of length 1.
        strides = [.. seen.Strides.Select((stride, d) => seen.Lengths[d] == 1 ? 0 : (nint)stride)];
        Storage.Fill(T.NaN);
        rowMajor = logical.IsContiguous && size == lengths.Aggregate((nint)1, (a, b) => a * b);
        if (!rowMajor)
            positions = logical.Positions();
    }

    /// <summary>Memory that holds a tensor's values.</summary>
    /// <exception cref="ArgumentException">Values that share memory differ.</exception>
    public PlacedTensor(Placement placement, DenseTensor values, bool transposed = false, bool timed = false, bool aligned = false)
        : this(placement, transposed, timed, aligned)
    {
        Put(values);
        if (!timed)
            Watch(values);
    }

    /// <summary>Holds other values from now on, in the same memory.</summary>
    /// <exception cref="ArgumentException">Values that share memory differ.</exception>
    public void Hold(DenseTensor values)
    {
        Storage.Fill(T.NaN);
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
                return !MemoryMarshal.AsBytes(Storage).SequenceEqual(MemoryMarshal.AsBytes(given.AsSpan()));
            if (source is not null)
                return HasOtherBits(Storage[..start]) || HasOtherBits(Storage[(start + size)..])
                    || !MemoryMarshal.AsBytes(Memory).SequenceEqual(source.Bytes);
            if (HoldsNumber(Storage[..start]) || HoldsNumber(Storage[(start + size)..]))
                return true;
            if (rowMajor)
                return false;
            var isElement = new bool[size];
            foreach (int position in positions)
                isElement[position] = true;
            for (int i = 0; i < size; i++)
                if (!isElement[i] && !T.IsNaN(Memory[i]))
                    return true;
            return false;
        }
    }

    // A fence takes the place of the band at the end.
    Span<T> Storage => fenced == 0
        ? array
        : MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<T>(), fenced), start + size);

    /// <summary>Makes every element NaN, so that one that is never written shows.</summary>
    public void Forget() => Memory.Fill(T.NaN);

    /// <summary>The values in logical order.</summary>
    public DenseTensor ToDense()
    {
        var dense = new DenseTensor(DenseTensor.DTypeOf<T>(), logical.Lengths.AsSpan());
        Span<T> values = dense.Values<T>(), memory = Memory;
        if (rowMajor)
            memory.CopyTo(values);
        else
            for (int i = 0; i < positions.Length; i++)
                values[i] = memory[positions[i]];
        return dense;
    }

    // Than those that it was filled with: another NaN is a write too.
    static bool HasOtherBits(ReadOnlySpan<T> band)
    {
        T untouched = T.NaN;
        foreach (T value in band)
            if (!MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in untouched))))
                return true;
        return false;
    }

    static bool HoldsNumber(ReadOnlySpan<T> band)
    {
        foreach (T value in band)
            if (!T.IsNaN(value))
                return true;
        return false;
    }

    void Put(DenseTensor values)
    {
        ReadOnlySpan<T> numbers = values.Values<T>();
        if (rowMajor)
            numbers.CopyTo(Memory);
        else
            Scatter(numbers);
    }

    void Watch(DenseTensor values)
    {
        source = rowMajor ? values : null;
        given = rowMajor ? null : Storage.ToArray();
    }

    void Scatter(ReadOnlySpan<T> source)
    {
        Span<T> memory = Memory;
        for (int i = 0; i < positions.Length; i++)
        {
            T value = source[i];
            ref T place = ref memory[positions[i]];
            place = !T.IsNaN(place) && place != value ? throw new ArgumentException("values that share memory differ") : value;
        }
    }
}
