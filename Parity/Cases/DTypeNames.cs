namespace Parity.Cases;

/// <summary>The spellings and sizes of element types.</summary>
public static class DTypeNames
{
    /// <summary>The floating-point types, in the order of reports.</summary>
    public static IReadOnlyList<DType> Floating { get; } = [DType.Float32, DType.Float64, DType.BFloat16, DType.Float16];

    /// <summary>torch's name: <c>float32</c>.</summary>
    public static string TorchName(this DType dtype) => dtype.ToString().ToLowerInvariant();

    /// <summary>Name in descriptors: <c>f32</c>.</summary>
    public static string ShortName(this DType dtype) => dtype switch
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
        DType.BFloat16 => (float)(Reference.BFloat16)(float)value,
        DType.Float16 => (double)(Half)value,
        _ => value,
    };
}
