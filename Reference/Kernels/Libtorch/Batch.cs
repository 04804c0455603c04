namespace Parity.Reference.Kernels.Libtorch;

/// <summary>A batch as the library has it: numbers in a storage, at places that strides tell.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
sealed class Batch<T>
    where T : unmanaged
{
    readonly int[]? positions; // in the storage, in the order of the values; null where that is the storage's order

    /// <summary>A batch laid out in memory.</summary>
    /// <param name="order">Its memory order.</param>
    /// <param name="offset">Position of the first element in a storage of <paramref name="length"/>.</param>
    /// <param name="length">Length of the storage.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="logical">How they are divided into channels.</param>
    /// <param name="positions">Where each of them lies in the storage; null where they are the storage.</param>
    public Batch(MemoryOrder order, int offset, int length, T[] values, Extents logical, int[]? positions)
    {
        (Order, Offset, Logical, this.positions) = (order, offset, logical, positions);
        Values = Storage = values;
        if (positions is null)
            return;
        // Nobody reads what lies between them.
        Storage = GC.AllocateUninitializedArray<T>(length);
        for (int i = 0; i < values.Length; i++)
            Storage[positions[i]] = values[i];
    }

    /// <summary>The numbers, in the order that they are asked for in.</summary>
    public T[] Values { get; }

    /// <summary>How <see cref="Values"/> are divided into channels.</summary>
    public Extents Logical { get; }

    /// <summary>Where the elements lie in <see cref="Storage"/>, in torch's order of dimensions.</summary>
    public MemoryOrder Order { get; }

    /// <summary>Position of the first element.</summary>
    public int Offset { get; }

    /// <summary>The memory.</summary>
    public T[] Storage { get; }

    /// <summary>The numbers of a batch without gaps, in the order of memory.</summary>
    public ReadOnlySpan<T> Dense => Storage.AsSpan(Offset, Values.Length);

    /// <summary>Results that lie as this batch does without gaps, in the order of the values.</summary>
    public T[] FromMemory(T[] dense)
    {
        if (positions is null)
            return dense;
        T[] values = GC.AllocateUninitializedArray<T>(dense.Length);
        for (int i = 0; i < values.Length; i++)
            values[i] = dense[positions[i] - Offset];
        return values;
    }
}
