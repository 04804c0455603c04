using Parity.Reference.Kernels;

namespace Parity.Comparison;

/// <summary>How far one channel's statistics may be from the exact ones, as a computation holds them.</summary>
/// <param name="Mean">Of the mean that is subtracted.</param>
/// <param name="Variance">Of the variance under the root.</param>
/// <param name="InverseStd">Of the factor in forward.</param>
/// <param name="InverseStdInBackward">Of the factor in backward.</param>
public readonly record struct StatisticsError(double Mean, double Variance, double InverseStd, double InverseStdInBackward)
{
    static readonly double u = Precision.Double.Unit;

    /// <summary>The error of statistics that are taken from the batch.</summary>
    public static StatisticsError OfBatch(
        ChannelSummary c, Arithmetic arithmetic, (Precision Computed, Precision Stored) types, double eps, int threads)
    {
        (Precision type, Precision stored) = types;
        double mean = SumError(c, arithmetic, type, threads) / c.Count;
        if (mean != 0 || !c.MeanIsDouble)
            mean += Precision.Double.HalfUlp(c.Mean);
        if (arithmetic >= Arithmetic.LibtorchPlanes && (mean != 0 || !type.Holds(c.Mean)))
            mean += type.HalfUlp(Math.Abs(c.Mean) + mean);
        double variance = VarianceError(c, arithmetic, type, mean, threads);
        if (stored != type)
        {
            // Partial sums, mean and sum of squares pass through the stored type on the general path.
            mean += HalfSumRoundings(c) * stored.Unit * (c.SumAbs / c.Count + mean);
            variance += HalfSumRoundings(c) * stored.Unit * (c.Variance + variance);
        }
        double inverseStd = InverseStdError(c, variance, eps) + 3 * u * c.InverseStd;
        if (arithmetic >= Arithmetic.LibtorchPlanes)
            inverseStd += stored == type ? type.HalfUlp(c.InverseStd)
                : type.HalfUlp(c.InverseStd) + stored.HalfUlp(c.InverseStd + inverseStd + type.HalfUlp(c.InverseStd));
        return new(mean, variance, inverseStd, inverseStd);
    }

    /// <summary>The error of statistics that are given: only 1 / √(variance + eps) is computed.</summary>
    public static StatisticsError OfGiven(ChannelSummary c, Arithmetic arithmetic, Precision type, double eps)
    {
        double inDouble = 3 * u * c.InverseStd;
        if (arithmetic < Arithmetic.LibtorchPlanes)
            return new(0, 0, inDouble, inDouble);
        // Forward takes eps, sum, root and quotient in the element type; backward rounds once.
        double sum = (type.Holds(eps) ? 0 : type.HalfUlp(eps)) + type.HalfUlp(c.Variance + eps);
        double forward = InverseStdError(c, sum, eps) + 2.1 * type.Unit * c.InverseStd;
        return new(0, 0, forward, inDouble + type.HalfUlp(c.InverseStd));
    }

    /// <summary>Roundings to a type of half the bits in a sum on the general path; fitted to what torch 1.13 does, not derived.</summary>
    public static double HalfSumRoundings(ChannelSummary c) => 3 + Math.Min(c.Rows, 64) / 2.0;

    static double SumError(ChannelSummary c, Arithmetic arithmetic, Precision type, int threads) => arithmetic switch
    {
        // Far from 0, deviations from the mean's first estimate are summed.
        Arithmetic.DoubleSums when c.IsExtreme || (c.Variance > 0 && c.Mean * c.Mean > 0.9 * LargestShift(type) * c.Variance) =>
            (SummationBounds.LaneDepth(c.Count) + 2) * u * c.SumAbsDeviation + u * c.Count * Math.Abs(c.Mean),
        Arithmetic.DoubleSums => SummationBounds.Lanes(c.X, Precision.Double),
        Arithmetic.LibtorchRows => SummationBounds.Running(c.X, null, type, threads),
        Arithmetic.LibtorchStrided => SummationBounds.Cascade(c.X, c.Chain, type),
        Arithmetic.LibtorchHalf => SummationBounds.AnyOrder(c.X, type),
        _ => SummationBounds.AnyOrder(c.X, Precision.Double),
    };

    static double VarianceError(ChannelSummary c, Arithmetic arithmetic, Precision type, double mean, int threads)
    {
        double n = c.Count, shifted = c.Variance + mean * mean;
        double tiny = c.LargestDeviation + mean == 0 ? 0 : 2 * Precision.Double.Tiny;
        switch (arithmetic)
        {
            case Arithmetic.DoubleThroughout:
            case Arithmetic.LibtorchStrided:
                return mean == 0 && SquaresAreExact(c) ? (c.VarianceIsDouble ? 0 : u * c.Variance)
                    : mean * mean + tiny + (n + 5) * u * shifted;
            case Arithmetic.DoubleSums:
                double shift = Math.Min(1.1 * LargestShift(type), 1.1 * c.Mean * c.Mean / c.Variance);
                return c.Variance == 0 ? mean * mean
                    : mean * mean + tiny + (1 + shift) * (2 * SummationBounds.LaneDepth(c.Count) + 8) * u * shifted;
            default:
                double deviation = c.LargestDeviation + mean;
                if (!(Math.Max(deviation * deviation, n * shifted) <= 0.999 * type.Largest))
                    return double.PositiveInfinity;
                double sum = arithmetic == Arithmetic.LibtorchPlanes ? n * u * shifted
                    : arithmetic == Arithmetic.LibtorchHalf ? n * type.Unit * shifted
                    : SummationBounds.Running(Squares(c, mean), null, type, threads) / n;
                // x - mean, its square twice as much, the sum of squares and its quotient are rounded.
                return mean * mean + 5.1 * type.Unit * shifted + sum + (tiny == 0 ? 0 : 2 * type.Tiny);
        }
    }

    /// <summary>How far 1 / √(variance + eps) is off when the variance is; a computed variance is never negative.</summary>
    static double InverseStdError(ChannelSummary c, double variance, double eps)
    {
        double exact = c.Variance + eps;
        double least = Math.Max(c.Variance - variance, 0) + eps;
        if (variance == 0)
            return 0;
        // An overflow makes it 0.
        if (double.IsPositiveInfinity(variance))
            return 1.01 * c.InverseStd;
        if (least <= 0)
            return double.PositiveInfinity;
        double lost = (exact - least) / exact, gained = variance / exact;
        double above = lost / (Math.Sqrt(1 - lost) * (1 + Math.Sqrt(1 - lost)));
        double below = gained / (Math.Sqrt(1 + gained) * (1 + Math.Sqrt(1 + gained)));
        return c.InverseStd * Math.Max(above, below);
    }

    // The simd kernel adds values and their squares, and does so again with deviations where the mean's square is this
    // many times the variance.
    static double LargestShift(Precision type) => type.Bits == 53 ? 1 : 1 << 16;

    static bool SquaresAreExact(ChannelSummary c)
    {
        double[] squares = Squares(c, 0);
        for (int i = 0; i < squares.Length; i++)
            if (DoubleDouble.Sum(c.X[i], -c.Mean).Lo != 0
                || Math.FusedMultiplyAdd(c.Deviations[i], c.Deviations[i], -squares[i]) != 0)
                return false;
        return Precision.Double.AddsExactly(squares);
    }

    static double[] Squares(ChannelSummary c, double slack)
    {
        var squares = new double[c.Count];
        for (int i = 0; i < squares.Length; i++)
        {
            double size = Math.Abs(c.Deviations[i]) + slack;
            squares[i] = size * size;
        }

        return squares;
    }
}
