using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels;

/// <summary>
/// What one channel is normalised with, to about 100 bits. Values are in the channel's own scale, where its largest
/// value is neither huge nor tiny: a value v of the tensor is v · 2^-<see cref="Exponent"/> here.
/// </summary>
public readonly record struct ExactStatistics
{
    // Up to here squares, and what double-double needs below them, fit a double; every float does.
    const int LargestUnscaled = 200;

    const int FewestByFours = 16;

    /// <summary>Power of two that the channel's values are divided by; 0 for ordinary ones.</summary>
    public int Exponent { get; private init; }

    /// <summary>The mean rounded to double, in the channel's scale.</summary>
    public double ScaledMean { get; private init; }

    /// <summary>
    /// What the rounding of the mean left out. Kept apart, it makes every deviation from the mean relatively accurate,
    /// a value's next to the mean too.
    /// </summary>
    public DoubleDouble ScaledMeanRest { get; private init; }

    /// <summary>The biased variance.</summary>
    public ScaledDoubleDouble Variance { get; private init; }

    /// <summary>1 / √(variance + eps).</summary>
    public ScaledDoubleDouble InverseStd { get; private init; }

    /// <summary>The mean.</summary>
    public ScaledDoubleDouble Mean => new(ScaledMeanRest + ScaledMean, Exponent);

    /// <summary>The statistics of a batch.</summary>
    /// <param name="values">The channel's values in its scale.</param>
    /// <param name="exponent">The scale.</param>
    /// <param name="eps">Added to the variance under the root.</param>
    public static ExactStatistics OfBatch(ReadOnlySpan<double> values, int exponent, double eps)
    {
        double count = values.Length;
        CascadedSum sum = Sum(values);
        double mean = (sum.Value / count).Hi;
        var centre = new ExactStatistics
        {
            Exponent = exponent,
            ScaledMean = mean,
            ScaledMeanRest = double.IsFinite(mean) ? sum.Minus(count, mean) / count : 0.0,
        };

        var variance = new ScaledDoubleDouble(centre.SumOfSquares(values).Value / count, 2 * exponent);
        // As torch defines it: a constant channel without eps has 0, not infinity.
        bool flat = variance.Value.Hi == 0 && eps == 0;
        return centre with
        {
            Variance = variance,
            InverseStd = flat ? default : variance.Plus(eps).InverseSqrt(),
        };
    }

    /// <summary>Given statistics, taken as exact.</summary>
    public static ExactStatistics Given(double mean, double variance, int exponent, double eps) => new()
    {
        Exponent = exponent,
        ScaledMean = Math.ScaleB(mean, -exponent),
        Variance = new ScaledDoubleDouble(variance, 0),
        InverseStd = new ScaledDoubleDouble(DoubleDouble.Sum(variance, eps), 0).InverseSqrt(),
    };

    /// <summary>value - mean, in the channel's scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoubleDouble Deviation(double value) => DoubleDouble.Sum(value, -ScaledMean) - ScaledMeanRest;

    /// <summary>value - mean of four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal DoubleDoubles Deviation(Vector256<double> values) =>
        DoubleDoubles.Sum(values, Vector256.Create(-ScaledMean)) - DoubleDoubles.All(ScaledMeanRest);

    /// <summary>The scale of a channel: the exponent of its largest value or its centre where that is huge or tiny, else 0.</summary>
    /// <param name="values">The channel's values; what is not finite has no say.</param>
    /// <param name="centre">What they are centred around; 0 for themselves.</param>
    internal static int ExponentOf(ReadOnlySpan<double> values, double centre)
    {
        double largest = double.IsFinite(centre) ? Math.Abs(centre) : 0;
        var four = Vector256<double>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            Vector256<double> sizes = Vector256.Abs(Vector256.Create(values[i..]));
            four = Vector256.MaxNative(four, sizes & Vector256.LessThan(sizes, Vector256.Create(double.PositiveInfinity)));
        }

        for (int lane = 0; lane < Vector256<double>.Count; lane++)
            largest = Math.Max(largest, four[lane]);
        for (; i < values.Length; i++)
            if (double.IsFinite(values[i]))
                largest = Math.Max(largest, Math.Abs(values[i]));
        int exponent = largest == 0 ? 0 : Math.ILogB(largest);
        return Math.Abs(exponent) <= LargestUnscaled ? 0 : exponent;
    }

    /// <summary>How many of a channel's values are added four at a time; so few that it does not pay are not.</summary>
    internal static int AddedByFours(int count) => count < FewestByFours ? 0 : count - count % DoubleDoubles.Count;

    static CascadedSum Sum(ReadOnlySpan<double> values)
    {
        var sums = new CascadedSums();
        int whole = AddedByFours(values.Length);
        for (int i = 0; i < whole; i += DoubleDoubles.Count)
            sums.Add(Vector256.Create(values[i..]));
        CascadedSum sum = whole == 0 ? default : sums.Total;
        foreach (double value in values[whole..])
            sum.Add(value);
        return sum;
    }

    CascadedSum SumOfSquares(ReadOnlySpan<double> values)
    {
        var sums = new CascadedSums();
        int whole = AddedByFours(values.Length);
        for (int i = 0; i < whole; i += DoubleDoubles.Count)
        {
            DoubleDoubles deviation = Deviation(Vector256.Create(values[i..]));
            sums.Add(deviation * deviation);
        }

        CascadedSum sum = whole == 0 ? default : sums.Total;
        foreach (double value in values[whole..])
        {
            DoubleDouble deviation = Deviation(value);
            sum.Add(deviation * deviation);
        }

        return sum;
    }
}
