namespace Parity.Tensors;

/// <summary>Element type of a tensor, by torch's names.</summary>
public enum DType
{
    /// <summary>IEEE binary32.</summary>
    Float32,

    /// <summary>IEEE binary64.</summary>
    Float64,

    /// <summary>The upper half of an IEEE binary32.</summary>
    BFloat16,

    /// <summary>IEEE binary16.</summary>
    Float16,

    /// <summary>Signed 64-bit integer: counters.</summary>
    Int64,
}

/// <summary>The spellings and sizes of element types.</summary>
static class DTypeNames
{
    /// <summary>The floating-point types, in the order of reports.</summary>
    public static IReadOnlyList<DType> Floating { get; } = [DType.Float32, DType.Float64, DType.BFloat16, DType.Float16];

    /// <summary>torch's name: <c>float32</c>.</summary>
    public static string TorchName(this DType dtype) => dtype.ToString().ToLowerInvariant();

    /// <summary>Name in descriptors: <c>f32</c>.</summary>
    public static string Word(this DType dtype) => dtype switch
    {
        DType.Float32 => "f32",
        DType.Float64 => "f64",
        DType.BFloat16 => "bf16",
        DType.Float16 => "f16",
        DType.Int64 => "i64",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.BFloat16 or DType.Float16 => 2,
        DType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether the type has half the bits of a float32, in which it is computed.</summary>
    public static bool IsHalf(this DType dtype) => dtype is DType.BFloat16 or DType.Float16;

    /// <summary>The nearest value of the type.</summary>
    public static double Round(this DType dtype, double value) => dtype switch
    {
        DType.Float32 => (float)value,
        DType.BFloat16 => (float)(Reference.Kernels.BFloat16)(float)value,
        DType.Float16 => (double)(Half)value,
        _ => value,
    };
}

/// <summary>The element types of safetensors files, by the format's names.</summary>
static class SafetensorsDType
{
    // Whole checkpoints have integers of every length beside a layer's counter; an int64 holds their values.
    static readonly Dictionary<string, int> shorterIntegers = new() { ["I32"] = 4, ["I16"] = 2, ["I8"] = 1, ["U8"] = 1, ["BOOL"] = 1 };

    /// <summary>The names that are understood.</summary>
    public static string Names { get; } = $"F32, F64, BF16, F16, I64, and, read as I64, {string.Join(", ", shorterIntegers.Keys)}";

    /// <summary>The format's name: <c>F32</c>.</summary>
    public static string Name(DType dtype) => dtype switch
    {
        DType.Float32 => "F32",
        DType.Float64 => "F64",
        DType.BFloat16 => "BF16",
        DType.Float16 => "F16",
        DType.Int64 => "I64",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <summary>The element type of a name, or null when it is not understood.</summary>
    public static DType? Parse(string? name) => name switch
    {
        "F32" => DType.Float32,
        "F64" => DType.Float64,
        "BF16" => DType.BFloat16,
        "F16" => DType.Float16,
        "I64" => DType.Int64,
        { } other when shorterIntegers.ContainsKey(other) => DType.Int64,
        _ => null,
    };

    /// <summary>Bytes of one element in a file.</summary>
    public static int SizeInFile(string name) => shorterIntegers.TryGetValue(name, out int size) ? size : Parse(name)!.Value.Size();

    /// <summary>An integer as a file holds it.</summary>
    public static long Integer(ReadOnlySpan<byte> element, bool signed)
    {
        long value = signed && (sbyte)element[^1] < 0 ? -1 : 0;
        for (int i = element.Length - 1; i >= 0; i--)
            value = value << 8 | element[i];
        return value;
    }
}
