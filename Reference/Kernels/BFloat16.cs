namespace Parity.Reference.Kernels;

/// <summary>A float cut to its upper sixteen bits: storage only, arithmetic happens in float.</summary>
/// <param name="Bits">Sign, eight bits of exponent and seven of significand.</param>
public readonly record struct BFloat16(ushort Bits)
{
    /// <summary>The nearest value; to the even one of two that are equally near.</summary>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        // Rounding could carry a NaN's bits into infinity; torch has one NaN too.
        return float.IsNaN(value) ? new(0x7FC0) : new((ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16));
    }

    /// <summary>The same value, which every float can be.</summary>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);
}
