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

    /// <summary>The sample of one tensor.</summary>
    /// <param name="values">The tensor.</param>
    /// <param name="exact">The exact values.</param>
    /// <param name="bounds">The largest error that is explained, by row-major position.</param>
    /// <param name="column">Conditioning of the channel that a row-major position belongs to.</param>
    public static ErrorSample Of(DenseTensor values, DenseTensor exact, IReadOnlyList<double> bounds, Func<int, int> column)
    {
        Span<long> buckets = stackalloc long[UlpScale.Infinite + 1];
        (long largest, int worst) = values.DType == DType.Float32 && exact.DType == DType.Float64
            ? Count(values.Values<float>(), exact.Values<double>(), buckets)
            : Count(values, exact, buckets);
        if (worst < 0)
            return new([], ConditioningScale.Constant, 0);
        return new(buckets[..(UlpScale.Bucket(largest) + 1)].ToArray(), column(worst), UlpScale.Bucket(Allowed(values.DType, exact[worst], bounds[worst])))
        {
            Largest = largest,
        };
    }

    static (long Largest, int Worst) Count(DenseTensor values, DenseTensor exact, Span<long> buckets)
    {
        (long largest, int worst) = (-1, -1);
        for (int i = 0; i < values.Count; i++)
        {
            long distance = Ulp.Distance(values.DType, values[i], exact[i]);
            buckets[UlpScale.Bucket(distance)]++;
            if (distance > largest)
                (largest, worst) = (distance, i);
        }

        return (largest, worst);
    }

    // The common type, without asking for it at every element.
    static (long Largest, int Worst) Count(ReadOnlySpan<float> values, ReadOnlySpan<double> exact, Span<long> buckets)
    {
        (long largest, int worst) = (-1, -1);
        for (int i = 0; i < values.Length; i++)
        {
            long distance = Ulp.Distance(values[i], (float)exact[i]);
            buckets[UlpScale.Bucket(distance)]++;
            if (distance > largest)
                (largest, worst) = (distance, i);
        }

        return (largest, worst);
    }

    // Towards zero values are denser, so the two ends of what is allowed are not equally far.
    static long Allowed(DType dtype, double exact, double bound) =>
        double.IsPositiveInfinity(bound) ? long.MaxValue
        : dtype == DType.Int64 || !double.IsFinite(exact) ? 0
        : Math.Max(Ulp.Distance(dtype, exact + bound, exact), Ulp.Distance(dtype, exact - bound, exact));
}
