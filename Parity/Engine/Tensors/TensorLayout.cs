using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Cases;

namespace Parity.Tensors;

/// <summary>
/// A batch laid out in memory as a case asks: storage and the strided view that a module receives, in torch's order of
/// dimensions. Storage between the elements holds NaN.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed class TensorLayout<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T[] storage;
    readonly T[]? given;
    readonly nint[] lengths, strides;
    readonly Placement logical; // in the order of the case's shape
    readonly bool rowMajor;
    readonly int[] positions = []; // of the elements, in logical order; not needed when row-major

    /// <summary>Memory for a result of a case's shape, every element NaN; a result is never expanded.</summary>
    public TensorLayout(BatchNormCase c, Layout layout)
    {
        var seen = Placement.Of(c.TorchShape, layout == Layout.Expanded ? Layout.Contiguous : layout);
        (storage, lengths, strides, logical) = Made(c, seen);
        rowMajor = logical.IsContiguous && logical.StorageLength == lengths.Aggregate((nint)1, (a, b) => a * b);
        if (!rowMajor)
            positions = logical.Positions();
    }

    /// <summary>Memory that holds a tensor's values in the given layout.</summary>
    /// <exception cref="ArgumentException">Values that share memory differ.</exception>
    public TensorLayout(BatchNormCase c, Layout layout, DenseTensor values)
    {
        (storage, lengths, strides, logical) = Made(c, Placement.Of(c.TorchShape, layout));
        ReadOnlySpan<T> source = values.Values<T>();
        rowMajor = logical.IsContiguous && logical.StorageLength == source.Length;
        if (rowMajor)
        {
            source.CopyTo(storage);
        }
        else
        {
            positions = logical.Positions();
            Scatter(source);
        }

        given = [.. storage];
    }

    /// <summary>What a module reads.</summary>
    public ReadOnlyTensorSpan<T> Input => Output;

    /// <summary>Where a module writes.</summary>
    public TensorSpan<T> Output => storage.Length == 0 ? new(storage, lengths) : new(storage, logical.Offset, lengths, strides);

    /// <summary>Whether memory was written to that was only to be read, or that lies between the elements of a result.</summary>
    public bool IsDisturbed
    {
        get
        {
            if (given is not null)
                return !MemoryMarshal.AsBytes(storage.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(given.AsSpan()));
            if (rowMajor)
                return false;
            var isElement = new bool[storage.Length];
            foreach (int position in positions)
                isElement[position] = true;
            for (int i = 0; i < storage.Length; i++)
                if (!isElement[i] && !T.IsNaN(storage[i]))
                    return true;
            return false;
        }
    }

    /// <summary>The values in the case's shape and order.</summary>
    public DenseTensor ToDense()
    {
        var dense = new DenseTensor(DenseTensor.DTypeOf<T>(), logical.Lengths.AsSpan());
        Span<T> values = dense.Values<T>();
        if (rowMajor)
        {
            storage.CopyTo(values);
            return dense;
        }

        for (int i = 0; i < positions.Length; i++)
            values[i] = storage[positions[i]];
        return dense;
    }

    static (T[] Storage, nint[] Lengths, nint[] Strides, Placement Logical) Made(BatchNormCase c, Placement seen)
    {
        var storage = new T[seen.StorageLength];
        storage.AsSpan().Fill(T.NaN);
        // TensorSpan wants stride 0 for a dimension of length 1.
        nint[] strides = [.. seen.Strides.Select((stride, d) => seen.Lengths[d] == 1 ? 0 : (nint)stride)];
        return (storage, [.. seen.Lengths.Select(length => (nint)length)], strides, c.IsTransposed ? seen.Transposed() : seen);
    }

    void Scatter(ReadOnlySpan<T> source)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            T value = source[i];
            int position = positions[i];
            bool shared = !T.IsNaN(storage[position]) && storage[position] != value;
            storage[position] = shared ? throw new ArgumentException("values that share memory differ") : value;
        }
    }
}
