using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>The element types of safetensors files, by the format's names.</summary>
static class SafetensorsDType
{
    /// <summary>The names that are understood.</summary>
    public const string Names = "F32, F64, BF16, F16, I64";

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
        _ => null,
    };
}
