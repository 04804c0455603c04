using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>How far one tensor is from the exact values, in representable values of its own type.</summary>
/// <param name="Elements">Elements by <see cref="UlpScale"/> bucket, up to the last that is not empty.</param>
/// <param name="Column">Conditioning of the worst element's channel, by <see cref="ConditioningScale"/>.</param>
/// <param name="Bound">Largest distance that the error bound allows at the worst element, by <see cref="UlpScale"/>.</param>
/// <remarks>Names are short, since journals repeat them.</remarks>
sealed record ErrorSample(
    [property: JsonPropertyName("e")] IReadOnlyList<long> Elements,
    [property: JsonPropertyName("c")] int Column,
    [property: JsonPropertyName("b")] int Bound)
{
    /// <summary>The largest distance of any element; 0 without elements.</summary>
    [JsonIgnore]
    public long Largest { get; private init; }

    /// <summary>Whether it has a place in the fixed buckets: one that was read may have none.</summary>
    [JsonIgnore]
    public bool HasPlace => Elements.Count <= UlpScale.Infinite + 1 && Column is >= 0 and < ConditioningScale.Columns && Bound is >= 0 and <= UlpScale.Infinite;

    /// <summary>The sample of one tensor.</summary>
    /// <param name="values">The tensor.</param>
    /// <param name="exact">The exact values.</param>
    /// <param name="exactPlaces">Where these lie once they are rounded to the tensor's type, by <see cref="Ulp.Places"/>.</param>
    /// <param name="bounds">The largest error that is explained, by row-major position.</param>
    /// <param name="column">Conditioning of the channel that a row-major position belongs to.</param>
    public static ErrorSample Of(
        WideTensor values, WideTensor exact, ReadOnlySpan<long> exactPlaces, ReadOnlySpan<double> bounds, Func<int, int> column)
    {
        Span<long> buckets = stackalloc long[UlpScale.Infinite + 1];
        (long largest, int worst) = (-1, -1);
        ReadOnlySpan<long> places = values.Places;
        for (int i = 0; i < places.Length;)
        {
            if (i <= places.Length - Vector256<long>.Count
                && CountsNear(Ulp.Between(Vector256.Create(places[i..]), Vector256.Create(exactPlaces[i..])), largest, buckets))
            {
                i += Vector256<long>.Count;
                continue;
            }

            for (int end = Math.Min(i + Vector256<long>.Count, places.Length); i < end; i++)
            {
                long distance = Ulp.Between(places[i], exactPlaces[i]);
                buckets[UlpScale.Bucket(distance)]++;
                if (distance > largest)
                    (largest, worst) = (distance, i);
            }
        }

        return worst < 0 ? new([], ConditioningScale.Constant, 0) : new(
            buckets[..(UlpScale.Bucket(largest) + 1)].ToArray(),
            column(worst),
            UlpScale.Bucket(Allowed(values.Tensor.DType, exact.Values[worst], bounds[worst])))
        {
            Largest = largest,
        };
    }

    // Four distances at once, where none is more than 2, or the largest so far.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool CountsNear(Vector256<long> distances, long largest, Span<long> buckets)
    {
        if (Vector256.GreaterThanAny(distances, Vector256.Create(Math.Min(largest, 2))))
            return false;
        int zeros = Vector256.CountWhereAllBitsSet(Vector256.Equals(distances, Vector256<long>.Zero));
        int ones = Vector256.CountWhereAllBitsSet(Vector256.Equals(distances, Vector256<long>.One));
        buckets[0] += zeros;
        buckets[1] += ones;
        buckets[2] += Vector256<long>.Count - zeros - ones;
        return true;
    }

    // Towards zero values are denser, so the two ends of what is allowed are not equally far.
    static long Allowed(DType dtype, double exact, double bound) =>
        double.IsPositiveInfinity(bound) ? long.MaxValue
        : dtype == DType.Int64 || !double.IsFinite(exact) ? 0
        : Math.Max(Ulp.Distance(dtype, exact + bound, exact), Ulp.Distance(dtype, exact - bound, exact));
}
