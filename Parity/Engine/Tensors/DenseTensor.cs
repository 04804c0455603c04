using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels;

namespace Parity.Tensors;

/// <summary>
/// A tensor at rest: element type, shape and little-endian bytes in row-major (logical) order, as files and the
/// oracle's worker hold it.
/// </summary>
public sealed class DenseTensor
{
    readonly byte[] bytes;

    /// <summary>A tensor of zeros.</summary>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    public DenseTensor(DType dtype, ReadOnlySpan<int> shape)
        : this(dtype, shape.ToArray(), new byte[checked((int)(CountOf(shape) * dtype.Size()))])
    {
    }

    /// <summary>A tensor over bytes that exist; they are not copied.</summary>
    /// <exception cref="ArgumentException">The bytes are not as many as type and shape ask for.</exception>
    public DenseTensor(DType dtype, int[] shape, byte[] bytes)
    {
        long expected = CountOf(shape) * dtype.Size();
        if (bytes.Length != expected)
            throw new ArgumentException(
                $"a {dtype.TorchName()} tensor of shape [{string.Join(", ", shape)}] has {expected} bytes, not {bytes.Length}");
        (DType, Shape, this.bytes) = (dtype, shape, bytes);
    }

    /// <summary>Element type.</summary>
    public DType DType { get; }

    /// <summary>Lengths of the dimensions; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count => bytes.Length / DType.Size();

    /// <summary>The raw little-endian bytes.</summary>
    public Span<byte> Bytes => bytes;

    /// <summary>Copies values into a tensor.</summary>
    public static DenseTensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        DenseTensor tensor = Unwritten(DTypeOf<T>(), shape.ToArray());
        values.CopyTo(tensor.Values<T>());
        return tensor;
    }

    /// <summary>A scalar counter.</summary>
    public static DenseTensor Scalar(long value) => From([value]);

    /// <summary>The elements in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public Span<T> Values<T>()
        where T : unmanaged =>
        DTypeOf<T>() == DType
            ? MemoryMarshal.Cast<byte, T>(bytes.AsSpan())
            : throw new InvalidOperationException($"the tensor holds {DType.TorchName()}, not {typeof(T).Name}");

    /// <summary>One element by its row-major position, widened to double.</summary>
    public double this[int position] => DType switch
    {
        DType.Float32 => Values<float>()[position],
        DType.Float64 => Values<double>()[position],
        DType.BFloat16 => Values<BFloat16>()[position],
        DType.Float16 => (double)Values<Half>()[position],
        _ => Values<long>()[position],
    };

    /// <summary>The same numbers in another floating-point type, each rounded once.</summary>
    public DenseTensor As(DType dtype)
    {
        if (dtype == DType)
            return this;
        DenseTensor converted = Unwritten(dtype, [.. Shape]);
        switch (DType, dtype)
        {
            case (_, DType.Float64):
                Widen(converted.Values<double>());
                break;
            case (DType.BFloat16, DType.Float32):
                HalfPrecision.Widen(Values<BFloat16>(), converted.Values<float>());
                break;
            case (DType.Float16, DType.Float32):
                HalfPrecision.Widen(Values<Half>(), converted.Values<float>());
                break;
            case (DType.Float32, DType.BFloat16):
                HalfPrecision.Round(Values<float>(), converted.Values<BFloat16>());
                break;
            case (DType.Float32, DType.Float16):
                HalfPrecision.Round(Values<float>(), converted.Values<Half>());
                break;
            default:
                converted.Round(ToDouble());
                break;
        }

        return converted;
    }

    /// <summary>A tensor of numbers that are given in double, each rounded once.</summary>
    internal static DenseTensor Rounded(DType dtype, ReadOnlySpan<int> shape, ReadOnlySpan<double> values)
    {
        DenseTensor tensor = Unwritten(dtype, shape.ToArray());
        tensor.Round(values);
        return tensor;
    }

    /// <summary>The elements in row-major order, widened to double, which is exact for every floating-point type.</summary>
    internal double[] ToDouble()
    {
        double[] wide = GC.AllocateUninitializedArray<double>(Count);
        Widen(wide);
        return wide;
    }

    /// <summary>Stores a number, rounded to the tensor's floating-point type.</summary>
    public void Set(int position, double value)
    {
        switch (DType)
        {
            case DType.Float32:
                Values<float>()[position] = (float)value;
                break;
            case DType.Float64:
                Values<double>()[position] = value;
                break;
            case DType.BFloat16:
                Values<BFloat16>()[position] = (BFloat16)(float)value;
                break;
            case DType.Float16:
                Values<Half>()[position] = (Half)value;
                break;
            default:
                throw new InvalidOperationException($"the tensor holds {DType.TorchName()}");
        }
    }

    /// <summary>A tensor of which whoever makes it writes every element.</summary>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    internal static DenseTensor Unwritten(DType dtype, int[] shape) =>
        new(dtype, shape, GC.AllocateUninitializedArray<byte>(checked((int)(CountOf(shape) * dtype.Size()))));

    /// <summary>Stores as many numbers as there are elements, each rounded to the tensor's floating-point type.</summary>
    void Round(ReadOnlySpan<double> values)
    {
        switch (DType)
        {
            case DType.Float32:
                TensorPrimitives.ConvertTruncating(values, Values<float>());
                break;
            case DType.Float64:
                values.CopyTo(Values<double>());
                break;
            case DType.BFloat16:
                HalfPrecision.Round(values, Values<BFloat16>());
                break;
            default:
                for (int i = 0; i < values.Length; i++)
                    Set(i, values[i]);
                break;
        }
    }

    /// <summary>The elements in row-major order, widened to double, which is exact for every floating-point type.</summary>
    internal void Widen(Span<double> wide)
    {
        switch (DType)
        {
            case DType.Float32:
                TensorPrimitives.ConvertTruncating(Values<float>(), wide);
                break;
            case DType.Float64:
                Values<double>().CopyTo(wide);
                break;
            case DType.BFloat16:
                HalfPrecision.Widen(Values<BFloat16>(), wide);
                break;
            case DType.Float16:
                HalfPrecision.Widen(Values<Half>(), wide);
                break;
            default:
                ReadOnlySpan<long> counters = Values<long>();
                for (int i = 0; i < wide.Length; i++)
                    wide[i] = counters[i];
                break;
        }
    }

    /// <summary>The multi-dimensional index of a row-major position.</summary>
    public int[] IndexOf(int position)
    {
        var index = new int[Shape.Count];
        for (int d = Shape.Count - 1; d >= 0; d--)
            (position, index[d]) = Math.DivRem(position, Shape[d]);
        return index;
    }

    /// <summary>The element type that a C# type stands for.</summary>
    /// <exception cref="NotSupportedException">No tensor holds this type.</exception>
    public static DType DTypeOf<T>() =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(BFloat16) ? DType.BFloat16
        : typeof(T) == typeof(Half) ? DType.Float16
        : typeof(T) == typeof(long) ? DType.Int64
        : throw new NotSupportedException($"no tensor holds {typeof(T).Name}");

    static long CountOf(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int length in shape)
            count *= length >= 0 ? length : throw new ArgumentException($"a length of {length} is negative");
        return count;
    }
}
