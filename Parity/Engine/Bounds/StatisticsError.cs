using Parity.Reference.Kernels;

namespace Parity.Bounds;

/// <summary>How far one channel's statistics may be from the exact ones, as a computation holds them.</summary>
/// <param name="Mean">Of the mean that is subtracted.</param>
/// <param name="Variance">Of the variance under the root.</param>
/// <param name="UnbiasedVariance">Of the variance that is blended into the running one.</param>
/// <param name="InverseStd">Of the factor in forward.</param>
/// <param name="InverseStdInBackward">Of the factor in backward.</param>
readonly record struct StatisticsError(
    double Mean, double Variance, double UnbiasedVariance, double InverseStd, double InverseStdInBackward)
{
    static readonly double u = Precision.Double.Unit;

    /// <summary>The error of statistics that are taken from the batch.</summary>
    public static StatisticsError OfBatch(ChannelSummary c, Arithmetic arithmetic, RoundingTypes types, double eps, int threads)
    {
        bool libtorch = arithmetic >= Arithmetic.LibtorchPlanes;
        int n = c.Count;
        // Not more rows than threads: libtorch adds them in one chain, or in double.
        threads = c.Count <= threads ? 1 : threads;
        double mean = MeanError(c, arithmetic, types, threads);
        double variance = VarianceError(c, arithmetic, types, mean, threads), unbiased = variance * n / (n - 1.0);
        // The sum of squares is stored before it is divided, by a count in that type; over any strides it is not.
        if (types.InFlight.Bits < types.Computed.Bits && arithmetic != Arithmetic.LibtorchStrided)
        {
            var squares = new Approximation(c.Variance * n, variance * n).RoundedTo(types.InFlight);
            variance = squares.Over(n, types.InFlight).RoundedTo(types.InFlight).Error;
            unbiased = squares.Over(n - 1, types.InFlight).RoundedTo(types.InFlight).Error;
        }

        double inverseStd = InverseStdError(c, variance, eps);
        inverseStd += 3 * u * (c.InverseStd + inverseStd);
        if (libtorch)
            inverseStd += types.Computed.HalfUlp(c.InverseStd);
        if (types.StoresHalves)
            inverseStd += types.Stored.HalfUlp(c.InverseStd + inverseStd);
        return new(mean, variance, unbiased, inverseStd, inverseStd);
    }

    /// <summary>The error of statistics that are given: only 1 / √(variance + eps) is computed.</summary>
    public static StatisticsError OfGiven(ChannelSummary c, Arithmetic arithmetic, RoundingTypes types, double eps)
    {
        double inDouble = 3 * u * c.InverseStd;
        if (arithmetic < Arithmetic.LibtorchPlanes)
            return new(0, 0, 0, inDouble, inDouble);
        // Forward takes eps, sum, root and quotient in one type; backward rounds once.
        Precision type = arithmetic == Arithmetic.LibtorchStrided ? types.Stored : types.Computed;
        double sum = type.Holds(eps) ? 0 : type.HalfUlp(eps);
        sum += type.HalfUlp(c.Variance + eps + sum);
        // Unlike a variance's error, this one may swallow eps.
        double forward = InverseRootError(c, Math.Max(c.Variance + eps - sum, 0), sum, eps);
        forward += 2.1 * type.Unit * (c.InverseStd + forward);
        return new(0, 0, 0, forward, inDouble + types.Stored.HalfUlp(c.InverseStd + inDouble));
    }

    static double MeanError(ChannelSummary c, Arithmetic arithmetic, RoundingTypes types, int threads)
    {
        if (types.StoresHalves && types.SumsHalves && arithmetic == Arithmetic.LibtorchStrided)
            return new Approximation(Math.Abs(c.Mean) * c.Count, HalfSums.Error(c.SummedX, c.Lengths.AsSpan(), types))
                .Over(c.Count, types.Element).RoundedTo(types.Element).Error;
        double mean = SumError(c, arithmetic, types, threads) / c.Count;
        if (mean != 0 || !c.MeanIsDouble)
            mean += Precision.Double.HalfUlp(c.Mean);
        if (arithmetic < Arithmetic.LibtorchPlanes)
            return mean;
        if (mean != 0 || !types.Computed.Holds(c.Mean))
            mean += types.Computed.HalfUlp(Math.Abs(c.Mean) + mean);
        if (types.StoresHalves && (mean != 0 || !types.Stored.Holds(c.Mean)))
            mean += types.Stored.HalfUlp(Math.Abs(c.Mean) + mean);
        return mean;
    }

    static double SumError(ChannelSummary c, Arithmetic arithmetic, RoundingTypes types, int threads) => arithmetic switch
    {
        // Far from 0, deviations from the mean's first estimate are summed.
        Arithmetic.DoubleSums when c.IsExtreme || (c.Variance > 0 && c.Mean * c.Mean > 0.9 * LargestShift(types.Computed) * c.Variance) =>
            (SummationBounds.LaneDepth(c.Count) + 2) * u * c.SumAbsDeviation + u * c.Count * Math.Abs(c.Mean),
        Arithmetic.DoubleSums => SummationBounds.Lanes(c.SummedX, Precision.Double),
        Arithmetic.CompensatedStatistics => SummationBounds.Compensated(c.SummedX),
        Arithmetic.LibtorchPlanes when types.IsHalf => SummationBounds.HalfPlanes(c.SummedX, c.Rows, types.Computed),
        Arithmetic.LibtorchRows => SummationBounds.Running(c.SummedX, null, types.Computed, threads),
        Arithmetic.LibtorchStrided => SummationBounds.Cascade(c.SummedX, c.Chain, types.Computed),
        _ => SummationBounds.AnyOrder(c.SummedX, Precision.Double),
    };

    static double VarianceError(ChannelSummary c, Arithmetic arithmetic, RoundingTypes types, double mean, int threads)
    {
        Precision type = types.Computed;
        double n = c.Count, shifted = c.Variance + mean * mean;
        double tiny = c.LargestDeviation + mean == 0 ? 0 : 2 * Precision.Double.Tiny;
        switch (arithmetic)
        {
            case Arithmetic.DoubleThroughout:
            case Arithmetic.LibtorchStrided when !types.IsHalf:
                return mean == 0 && SquaresAreExact(c) ? (c.VarianceIsDouble ? 0 : u * c.Variance)
                    : mean * mean + tiny + (n + 5) * u * shifted;
            case Arithmetic.DoubleSums:
                double shift = Math.Min(1.1 * LargestShift(type), 1.1 * c.Mean * c.Mean / c.Variance);
                return c.Variance == 0 ? mean * mean
                    : mean * mean + tiny + (1 + shift) * (2 * SummationBounds.LaneDepth(c.Count) + 8) * u * shifted;
            case Arithmetic.CompensatedStatistics:
                // A difference of two sums of twice the bits, or squares that are rounded, of deviations that are too.
                double cancelled = 1 + Math.Min(1.1 * LargestShift(Precision.Single), 1.1 * c.Mean * c.Mean / c.Variance);
                double lost = c.Variance == 0 ? 0 : cancelled * SummationBounds.CompensatedLoss(c.Count);
                if (mean == 0 && lost < u / 8 && SquaresAreExact(c))
                    return c.VarianceIsDouble ? 0 : Precision.Double.HalfUlp(c.Variance);
                double rounded = mean * mean + 3 * tiny + ((3 + 1e-6) * u + lost) * shifted;
                return rounded + (shifted == 0 ? 0 : Precision.Double.HalfUlp(c.Variance + rounded));
            default:
                // No single square is larger than their sum.
                if (!(n * shifted <= 0.999 * type.Largest))
                    return double.PositiveInfinity;
                double sum = arithmetic switch
                {
                    Arithmetic.LibtorchRows => SummationBounds.Running(Summands.Of(Squares(c, mean)), null, type, threads) / n,
                    Arithmetic.LibtorchPlanes when types.IsHalf => SummationBounds.HalfPlaneDepth(c.Count, c.Rows) * type.Unit * shifted,
                    _ => n * (types.IsHalf ? type.Unit : u) * shifted,
                };
                // x - mean, its square twice as much, the sum of squares and its quotient are rounded.
                return mean * mean + 5.1 * type.Unit * shifted + sum + (tiny == 0 ? 0 : 2 * type.Tiny);
        }
    }

    /// <summary>How far 1 / √(variance + eps) is off when the variance is; a computed variance is never negative.</summary>
    static double InverseStdError(ChannelSummary c, double variance, double eps) =>
        InverseRootError(c, Math.Max(c.Variance - variance, 0) + eps, variance, eps);

    /// <summary>How far 1 / √ is off when what is under the root may be as little as this, or larger by an error.</summary>
    static double InverseRootError(ChannelSummary c, double least, double variance, double eps)
    {
        double exact = c.Variance + eps;
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

    // A kernel in lanes adds values and their squares, and does so again with deviations where the mean's square is this
    // many times the variance; the simd kernel at 2¹⁶, and at 1 where the values are doubles.
    static double LargestShift(Precision type) => type.Bits == 53 ? 1 : 1 << 16;

    static bool SquaresAreExact(ChannelSummary c)
    {
        ReadOnlySpan<double> x = c.X, deviations = c.Deviations;
        for (int i = 0; i < x.Length; i++)
            if (DoubleDouble.Sum(x[i], -c.Mean).Lo != 0
                || Math.FusedMultiplyAdd(deviations[i], deviations[i], -(deviations[i] * deviations[i])) != 0)
                return false;
        return Precision.Double.AddsExactly(Summands.Of(Squares(c, 0)));
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
