using Parity.Reference.Kernels;

namespace Parity.Tensors;

/// <summary>Distance in representable values.</summary>
static class Ulp
{
    /// <summary>
    /// Number of representable values from one to the other, 0 for ±0 and for NaN against NaN;
    /// <see cref="long.MaxValue"/> where only one is NaN.
    /// </summary>
    public static long Distance(float actual, float expected) =>
        OfNan(float.IsNaN(actual), float.IsNaN(expected))
        ?? Math.Abs((long)Ordinal(BitConverter.SingleToInt32Bits(actual)) - Ordinal(BitConverter.SingleToInt32Bits(expected)));

    /// <inheritdoc cref="Distance(float, float)"/>
    /// <remarks>Distances beyond <see cref="long.MaxValue"/> (values of opposite sign far apart) are reported as that.</remarks>
    public static long Distance(double actual, double expected)
    {
        if (OfNan(double.IsNaN(actual), double.IsNaN(expected)) is { } special)
            return special;
        Int128 distance = (Int128)Ordinal(BitConverter.DoubleToInt64Bits(actual)) - Ordinal(BitConverter.DoubleToInt64Bits(expected));
        return (long)Int128.Min(Int128.Abs(distance), long.MaxValue);
    }

    /// <summary>Distance of two values of an element type.</summary>
    public static long Distance(DType dtype, double actual, double expected) => dtype switch
    {
        DType.Float32 => Distance((float)actual, (float)expected),
        DType.Float64 => Distance(actual, expected),
        DType.BFloat16 => OfNan(double.IsNaN(actual), double.IsNaN(expected))
            ?? Math.Abs(Ordinal((short)((BFloat16)(float)actual).Bits) - Ordinal((short)((BFloat16)(float)expected).Bits)),
        DType.Float16 => OfNan(double.IsNaN(actual), double.IsNaN(expected))
            ?? Math.Abs(Ordinal(BitConverter.HalfToInt16Bits((Half)actual)) - Ordinal(BitConverter.HalfToInt16Bits((Half)expected))),
        _ => (long)Math.Abs(actual - expected),
    };

    // Bits of IEEE values rise with magnitude; mirrored for negative ones they rise with value, and -0 meets +0.
    static int Ordinal(short bits) => bits >= 0 ? bits : short.MinValue - bits;

    static int Ordinal(int bits) => bits >= 0 ? bits : int.MinValue - bits;

    static long Ordinal(long bits) => bits >= 0 ? bits : long.MinValue - bits;

    static long? OfNan(bool actual, bool expected) => (actual, expected) switch
    {
        (true, true) => 0,
        (false, false) => null,
        _ => long.MaxValue,
    };
}
