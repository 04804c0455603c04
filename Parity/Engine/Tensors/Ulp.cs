using System.Runtime.CompilerServices;
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

    /// <summary>The place of NaN among <see cref="Places"/>, which is no number's.</summary>
    const long PlaceOfNan = long.MaxValue;

    /// <summary>Where values lie when all those of an element type are counted from 0 up: <see cref="Between"/> two of them is their distance.</summary>
    /// <param name="dtype">The element type; each value is rounded to it first.</param>
    /// <param name="values">The values.</param>
    public static long[] Places(DType dtype, ReadOnlySpan<double> values)
    {
        long[] places = GC.AllocateUninitializedArray<long>(values.Length);
        switch (dtype)
        {
            case DType.Float32:
                for (int i = 0; i < places.Length; i++)
                    places[i] = double.IsNaN(values[i]) ? PlaceOfNan : Ordinal(BitConverter.SingleToInt32Bits((float)values[i]));
                break;
            case DType.Float64:
                for (int i = 0; i < places.Length; i++)
                    places[i] = double.IsNaN(values[i]) ? PlaceOfNan : Ordinal(BitConverter.DoubleToInt64Bits(values[i]));
                break;
            case DType.BFloat16:
                for (int i = 0; i < places.Length; i++)
                    places[i] = double.IsNaN(values[i]) ? PlaceOfNan : Ordinal((short)((BFloat16)(float)values[i]).Bits);
                break;
            case DType.Float16:
                for (int i = 0; i < places.Length; i++)
                    places[i] = double.IsNaN(values[i]) ? PlaceOfNan : Ordinal(BitConverter.HalfToInt16Bits((Half)values[i]));
                break;
            default:
                for (int i = 0; i < places.Length; i++)
                    places[i] = (long)values[i];
                break;
        }

        return places;
    }

    /// <summary>Distance of two values by their <see cref="Places"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Between(long one, long other) =>
        one == other ? 0
        : one == PlaceOfNan || other == PlaceOfNan ? long.MaxValue
        // Beyond what a signed number holds, the difference is right as an unsigned one.
        : (long)Math.Min(one > other ? (ulong)(one - other) : (ulong)(other - one), long.MaxValue);

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
