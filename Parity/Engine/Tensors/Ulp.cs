using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Where values lie when all those of an element type are counted from 0 up: <see cref="Between(long, long)"/> two of them is their distance.</summary>
    /// <param name="dtype">The element type; each value is rounded to it first.</param>
    /// <param name="values">The values.</param>
    /// <param name="places">Receives their places; as many.</param>
    public static void Places(DType dtype, ReadOnlySpan<double> values, Span<long> places)
    {
        switch (dtype)
        {
            case DType.Float32:
                PlacesOfSingles(values, places);
                break;
            case DType.Float64:
                PlacesOfDoubles(values, places);
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
    }

    static void PlacesOfSingles(ReadOnlySpan<double> values, Span<long> places)
    {
        int i = 0;
        for (; i <= places.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<double> lower = Vector256.Create(values[i..]), upper = Vector256.Create(values[(i + Vector256<double>.Count)..]);
            var bits = Vector256.Narrow(lower, upper).AsInt32();
            bits = Vector256.ConditionalSelect(Vector256.IsNegative(bits), Vector256.Create(int.MinValue) - bits, bits);
            (Vector256<long> ofLower, Vector256<long> ofUpper) = Vector256.Widen(bits);
            OrOfNan(lower, ofLower).CopyTo(places[i..]);
            OrOfNan(upper, ofUpper).CopyTo(places[(i + Vector256<double>.Count)..]);
        }

        for (; i < places.Length; i++)
            places[i] = double.IsNaN(values[i]) ? PlaceOfNan : Ordinal(BitConverter.SingleToInt32Bits((float)values[i]));
    }

    static void PlacesOfDoubles(ReadOnlySpan<double> values, Span<long> places)
    {
        int i = 0;
        for (; i <= places.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var four = Vector256.Create(values[i..]);
            var bits = four.AsInt64();
            OrOfNan(four, Vector256.ConditionalSelect(Vector256.IsNegative(bits), Vector256.Create(long.MinValue) - bits, bits)).CopyTo(places[i..]);
        }

        for (; i < places.Length; i++)
            places[i] = double.IsNaN(values[i]) ? PlaceOfNan : Ordinal(BitConverter.DoubleToInt64Bits(values[i]));
    }

    static Vector256<long> OrOfNan(Vector256<double> values, Vector256<long> places) =>
        Vector256.ConditionalSelect(Vector256.IsNaN(values).AsInt64(), Vector256.Create(PlaceOfNan), places);

    /// <summary>The largest distance of two tensors' values by their <see cref="Places"/>.</summary>
    public static long Largest(ReadOnlySpan<long> one, ReadOnlySpan<long> other)
    {
        var four = Vector256<long>.Zero;
        int i = 0;
        for (; i <= one.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            four = Vector256.Max(four, Between(Vector256.Create(one[i..]), Vector256.Create(other[i..])));
        long largest = Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
        for (; i < one.Length; i++)
            largest = Math.Max(largest, Between(one[i], other[i]));
        return largest;
    }

    /// <summary>Distance of two values by their <see cref="Places"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Between(long one, long other) =>
        one == other ? 0
        : one == PlaceOfNan || other == PlaceOfNan ? long.MaxValue
        // Beyond what a signed number holds, the difference is right as an unsigned one.
        : (long)Math.Min(one > other ? (ulong)(one - other) : (ulong)(other - one), long.MaxValue);

    /// <summary>Distances of four values and four others by their <see cref="Places"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Between(Vector256<long> one, Vector256<long> other)
    {
        Vector256<long> nan = Vector256.Create(PlaceOfNan), difference = one - other;
        Vector256<long> distance = Vector256.ConditionalSelect(Vector256.GreaterThan(one, other), difference, -difference);
        Vector256<long> ofNan = (Vector256.Equals(one, nan) | Vector256.Equals(other, nan)) & ~Vector256.Equals(one, other);
        // What is beyond a signed number has become negative.
        return Vector256.ConditionalSelect(ofNan | Vector256.IsNegative(distance), Vector256.Create(long.MaxValue), distance);
    }

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
