using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Parity.Tensors;

namespace Parity.Bounds;

/// <summary>How an element type rounds.</summary>
/// <param name="Unit">u: half the distance from 1 to the next number, the largest relative error of one rounding.</param>
/// <param name="Tiny">Largest error of one rounding in the subnormal range.</param>
/// <param name="Largest">The largest finite number.</param>
/// <param name="Bits">Bits of a significand.</param>
sealed record Precision(double Unit, double Tiny, double Largest, int Bits)
{
    const long ExponentBits = 0x7FF0_0000_0000_0000;

    static readonly double LargestPower = Math.ScaleB(1, 1023);

    /// <summary>float32.</summary>
    public static Precision Single { get; } = new(Math.ScaleB(1, -24), Math.ScaleB(1, -150), float.MaxValue, 24);

    /// <summary>float64.</summary>
    public static Precision Double { get; } = new(Math.ScaleB(1, -53), double.Epsilon, double.MaxValue, 53);

    /// <summary>bfloat16.</summary>
    public static Precision BrainHalf { get; } = new(Math.ScaleB(1, -8), Math.ScaleB(1, -134), Math.ScaleB(255, 120), 8);

    /// <summary>float16.</summary>
    public static Precision Half { get; } = new(Math.ScaleB(1, -11), Math.ScaleB(1, -25), 65504, 11);

    /// <summary>An element type's.</summary>
    public static Precision Of(DType dtype) => dtype switch
    {
        DType.Float32 => Single,
        DType.BFloat16 => BrainHalf,
        DType.Float16 => Half,
        _ => Double,
    };

    /// <summary>That of the arithmetic on an element type: what has half the bits is computed in float32.</summary>
    public static Precision OfComputation(DType dtype) => dtype.IsHalf() ? Single : Of(dtype);

    /// <summary>Half a unit in the last place of numbers of this size; infinite beyond the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double HalfUlp(double value)
    {
        // A number's exponent alone is the power of two below it; of a subnormal one nothing is left.
        double half = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) & ExponentBits) * Unit;
        return !(Math.Abs(value) <= Largest) ? double.PositiveInfinity : half > Tiny ? half : Tiny;
    }

    /// <inheritdoc cref="HalfUlp(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> HalfUlp(Vector256<double> values)
    {
        Vector256<double> half = (values.AsInt64() & Vector256.Create(ExponentBits)).AsDouble() * Unit;
        return Vector256.ConditionalSelect(
            Vector256.LessThanOrEqual(Vector256.Abs(values), Vector256.Create(Largest)),
            Vector256.MaxNative(half, Vector256.Create(Tiny)), Vector256.Create(double.PositiveInfinity));
    }

    /// <summary>Whether the type holds the number.</summary>
    public bool Holds(double value) => Bits switch
    {
        53 => true,
        24 => (float)value == value,
        11 => DType.Float16.Round(value) == value,
        _ => DType.BFloat16.Round(value) == value,
    };

    /// <summary>
    /// Whether values can be added in any order, partial sums included, without rounding: all are multiples of one
    /// power of two, and together they are less than 2^<see cref="Bits"/> times as large. Neither holds of an ∞ or a NaN.
    /// </summary>
    public bool AddsExactly(Summands values) =>
        values.Size < Math.Min(values.LowestBit * Math.ScaleB(1, Bits), LargestPower);
}
