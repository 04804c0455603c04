using Parity.Cases;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>A batch as the library has it: numbers in a storage, at places that strides tell.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
sealed class Batch<T>
    where T : unmanaged
{
    readonly BatchNormCase c;
    readonly int[]? positions; // in the storage, in the order of the case's shape; null where that is the storage's order

    /// <summary>A batch laid out in memory.</summary>
    /// <param name="c">The case.</param>
    /// <param name="layout">Its memory order.</param>
    /// <param name="values">The numbers, in the order of the case's shape.</param>
    public Batch(BatchNormCase c, Layout layout, T[] values)
    {
        this.c = c;
        Values = Storage = values;
        Logical = Extents.Of(c);
        Placement = Placement.Of(c.TorchShape, layout);
        Placement inCase = c.IsTransposed ? Placement.Transposed() : Placement;
        if (inCase.IsContiguous && inCase.Offset == 0)
            return;
        positions = inCase.Positions();
        Storage = new T[inCase.StorageLength];
        for (int i = 0; i < values.Length; i++)
            Storage[positions[i]] = values[i];
    }

    /// <summary>The numbers, in the order of the case's shape.</summary>
    public T[] Values { get; }

    /// <summary>How <see cref="Values"/> are divided into channels.</summary>
    public Extents Logical { get; }

    /// <summary>Where the elements lie in <see cref="Storage"/>, in torch's order of dimensions.</summary>
    public Placement Placement { get; }

    /// <summary>The memory.</summary>
    public T[] Storage { get; }

    /// <summary>The numbers of a batch without gaps, in the order of memory.</summary>
    public ReadOnlySpan<T> Dense => Storage.AsSpan(Placement.Offset, Values.Length);

    /// <summary>The numbers in row-major order of torch's dimensions.</summary>
    public ReadOnlySpan<T> InTorchOrder
    {
        get
        {
            if (!c.IsTransposed)
                return Values;
            var ordered = new T[Values.Length];
            Extents torch = Extents.OfTorch(c);
            for (int i = 0; i < ordered.Length; i++)
            {
                (int row, int channel) = Math.DivRem(i, torch.Channels);
                (int block, int place) = Math.DivRem(row, torch.Plane);
                ordered[(block * torch.Channels + channel) * torch.Plane + place] = Values[i];
            }

            return ordered;
        }
    }

    /// <summary>Results that lie as this batch does without gaps, in the order of the case's shape.</summary>
    public T[] FromMemory(T[] dense)
    {
        if (positions is null)
            return dense;
        var values = new T[dense.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = dense[positions[i] - Placement.Offset];
        return values;
    }
}
