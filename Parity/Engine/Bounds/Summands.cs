using System.Runtime.Intrinsics;

namespace Parity.Bounds;

/// <summary>Values that are added up, and what their sums' errors follow from: found once, whoever adds them.</summary>
/// <param name="values">The values.</param>
/// <param name="size">Σ|v|, added up in their order.</param>
/// <param name="lowestBit">The largest power of two that all are multiples of, <see cref="LowestBitOf"/>.</param>
readonly ref struct Summands(ReadOnlySpan<double> values, double size, double lowestBit)
{
    const long SignificandMask = 0x000F_FFFF_FFFF_FFFF;

    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>How many there are.</summary>
    public int Count => Values.Length;

    /// <summary>Σ|v|, added up in their order.</summary>
    public double Size { get; } = size;

    /// <summary>The largest power of two that all are multiples of; ∞ where all are 0, of no meaning beside NaN.</summary>
    public double LowestBit { get; } = lowestBit;

    /// <summary>Values by themselves.</summary>
    public static Summands Of(ReadOnlySpan<double> values)
    {
        double size = 0;
        foreach (double value in values)
            size += Math.Abs(value);
        return new(values, size, LowestBitOf(values));
    }

    /// <summary><see cref="LowestBit"/> of values.</summary>
    public static double LowestBitOf(ReadOnlySpan<double> values)
    {
        if (values.Length < Vector256<double>.Count)
        {
            Span<double> few = stackalloc double[Vector256<double>.Count];
            few.Clear();
            values.CopyTo(few);
            return LowestBitOf(few);
        }

        // The last four may have been among those before.
        Vector256<double> lowest = LowestBits(Vector256.Create(values[^Vector256<double>.Count..]));
        for (int i = 0; i < values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            lowest = Vector256.MinNative(lowest, LowestBits(Vector256.Create(values[i..])));
        return Math.Min(Math.Min(lowest[0], lowest[1]), Math.Min(lowest[2], lowest[3]));
    }

    // What a number loses with its lowest bit; a power of two has but the one that is not written.
    static Vector256<double> LowestBits(Vector256<double> values)
    {
        Vector256<double> sizes = Vector256.Abs(values);
        Vector256<long> bits = sizes.AsInt64();
        Vector256<double> without = (bits & (bits - Vector256<long>.One)).AsDouble();
        Vector256<double> isPower = Vector256.Equals(bits & Vector256.Create(SignificandMask), Vector256<long>.Zero).AsDouble();
        Vector256<double> isZero = Vector256.Equals(sizes, Vector256<double>.Zero);
        return Vector256.ConditionalSelect(
            isZero, Vector256.Create(double.PositiveInfinity), Vector256.ConditionalSelect(isPower, sizes, sizes - without));
    }
}
