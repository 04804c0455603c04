namespace Parity.Cases;

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
