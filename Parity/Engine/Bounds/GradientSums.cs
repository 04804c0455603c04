namespace Parity.Bounds;

/// <summary>How far a channel's sums over grad_output may be off in one arithmetic.</summary>
/// <param name="Sum">Of Σdy.</param>
/// <param name="Dot">Of Σdy·(x - mean).</param>
/// <param name="Slope">Of Σdy·(x - mean) · invStd² / n.</param>
readonly record struct GradientSums(double Sum, double Dot, double Slope)
{
    static readonly double u = Precision.Double.Unit;

    /// <summary>The errors of a channel's sums.</summary>
    /// <param name="c">The channel.</param>
    /// <param name="error">How far its statistics may be off.</param>
    /// <param name="arithmetic">The backward's arithmetic.</param>
    /// <param name="types">The types that it rounds to.</param>
    /// <param name="threads">Threads inside the library.</param>
    public static GradientSums Of(ChannelSummary c, StatisticsError error, Arithmetic arithmetic, RoundingTypes types, int threads)
    {
        double sum = OfSum(c, arithmetic, types, threads), dot = OfDot(c, error, arithmetic, types, threads, sum);
        double a = c.InverseStd, da = error.InverseStdInBackward;
        return new(sum, dot, (dot * (a + da) * (a + da) + Math.Abs(c.Dot) * da * (2 * a + da)) / c.Count);
    }

    static double OfSum(ChannelSummary c, Arithmetic arithmetic, RoundingTypes types, int threads) => arithmetic switch
    {
        Arithmetic.DoubleThroughout or Arithmetic.CompensatedStatistics => SummationBounds.AnyOrder(c.SummedDy, Precision.Double),
        Arithmetic.DoubleSums => SummationBounds.Lanes(c.SummedDy, Precision.Double),
        Arithmetic.LibtorchPlanes when types.IsHalf && !types.SumsHalves => SummationBounds.EightLanes(c.SummedDy, c.Rows, types.Computed),
        Arithmetic.LibtorchPlanes when types.IsHalf => SummationBounds.HalfPlanes(c.SummedDy, c.Rows, types.Computed),
        Arithmetic.LibtorchPlanes => SummationBounds.PlaneLanes(c.SummedDy, c.Rows, types.Computed),
        Arithmetic.LibtorchRows => SummationBounds.Running(c.SummedDy, null, types.Computed, threads) + (threads > 1 ? types.Computed.HalfUlp(c.Sum) : 0),
        // Whatever the parameters are, this sum is an element of the batch's type.
        _ when types.SumsHalves => HalfSums.Error(c.SummedDy, c.Lengths.AsSpan(), types),
        _ => SummationBounds.Cascade(c.SummedDy, c.Chain, types.Computed),
    };

    static double OfDot(ChannelSummary c, StatisticsError error, Arithmetic arithmetic, RoundingTypes types, int threads, double ofSum)
    {
        Precision type = types.Computed;
        // Products of dy and a deviation that is off by the mean's error and by its own rounding. The mean's error is
        // common to all, so it meets Σdy.
        double size = c.SumAbsDot + error.Mean * c.SumAbsGrad;
        double common = error.Mean * (Math.Abs(c.Sum) + ofSum);
        int n = c.Count;
        Precision ofProducts = arithmetic == Arithmetic.LibtorchStrided ? types.Stored : type;
        if (!(size <= 0.99 * (arithmetic >= Arithmetic.LibtorchPlanes ? ofProducts.Largest : double.MaxValue)))
            return double.PositiveInfinity;
        switch (arithmetic)
        {
            case Arithmetic.DoubleThroughout:
                return common + (n + 3) * u * size + n * Precision.Double.Tiny;
            case Arithmetic.DoubleSums:
                return common + (SummationBounds.LaneDepth(n) + 4) * u * size + n * Precision.Double.Tiny;
            case Arithmetic.CompensatedStatistics:
                // x - mean, the product, and the additions.
                return common + (n + 1) * (1 + 1e-6) * u * size + n * Precision.Double.Tiny;
            case Arithmetic.LibtorchPlanes when types.IsHalf && !types.SumsHalves:
                // Partial sums are larger by what the mean is off at most.
                return common + 2.1 * type.Unit * size + SummationBounds.EightLanes(Summands.Of(Products(c)), c.Rows, type) * (1 + n * type.Unit)
                    + error.Mean * c.SumAbsGrad * n * type.Unit + n * type.Tiny;
            case Arithmetic.LibtorchPlanes:
                double depth = 2.1 + (types.IsHalf ? SummationBounds.HalfPlaneDepth(n, c.Rows) : SummationBounds.PlaneDepth(c.Plane));
                return common + (depth * type.Unit + (c.Rows + 1) * u) * size + n * type.Tiny;
            case Arithmetic.LibtorchRows:
                return common + 2.1 * type.Unit * size + OfChain(c, error.Mean, type, threads) + n * type.Tiny
                    + (threads > 1 ? type.HalfUlp(c.Dot) : 0);
            case Arithmetic.LibtorchStrided when types.IsHalf:
                return common + (2.1 * types.Stored.Unit + n * type.Unit) * size + n * 2 * types.Stored.Tiny;
            default:
                return common + (2.1 * type.Unit + n * u) * size + n * type.Tiny;
        }
    }

    static double OfChain(ChannelSummary c, double shift, Precision type, int threads) =>
        SummationBounds.Running(Summands.Of(Products(c)), i => shift * Math.Abs(c.Dy[i]), type, threads);

    static double[] Products(ChannelSummary c)
    {
        var products = new double[c.Count];
        for (int i = 0; i < products.Length; i++)
            products[i] = c.Dy[i] * c.Deviations[i];
        return products;
    }
}
