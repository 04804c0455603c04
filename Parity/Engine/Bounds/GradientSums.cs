namespace Parity.Bounds;

/// <summary>How far a channel's sums over grad_output may be off in one arithmetic.</summary>
sealed class GradientSums
{
    static readonly double u = Precision.Double.Unit;

    readonly ChannelSummary c;
    readonly StatisticsError error;
    readonly Arithmetic arithmetic;
    readonly RoundingTypes types;
    readonly Precision type;
    readonly int threads;

    /// <summary>The errors of a channel's sums.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="error">How far its statistics may be off.</param>
    /// <param name="arithmetic">The backward's arithmetic.</param>
    /// <param name="types">The types that it rounds to.</param>
    /// <param name="threads">Threads inside the library.</param>
    public GradientSums(ChannelSummary channel, StatisticsError error, Arithmetic arithmetic, RoundingTypes types, int threads)
    {
        (c, this.error, this.arithmetic, this.types, this.threads) = (channel, error, arithmetic, types, threads);
        type = types.Computed;
        Sum = OfSum();
        Dot = OfDot();
        Slope = OfSlope();
    }

    /// <summary>Of Σdy.</summary>
    public double Sum { get; }

    /// <summary>Of Σdy·(x - mean).</summary>
    public double Dot { get; }

    /// <summary>Of Σdy·(x - mean) · invStd² / n.</summary>
    public double Slope { get; }

    double OfSum() => arithmetic switch
    {
        Arithmetic.DoubleThroughout or Arithmetic.CompensatedStatistics => SummationBounds.AnyOrder(c.Dy, Precision.Double),
        Arithmetic.DoubleSums => SummationBounds.Lanes(c.Dy, Precision.Double),
        Arithmetic.LibtorchPlanes when types.IsHalf && !types.SumsHalves => SummationBounds.EightLanes(c.Dy, c.Rows, type),
        Arithmetic.LibtorchPlanes when types.IsHalf => SummationBounds.HalfPlanes(c.Dy, c.Rows, type),
        Arithmetic.LibtorchPlanes => SummationBounds.PlaneLanes(c.Dy, c.Rows, type),
        Arithmetic.LibtorchRows => SummationBounds.Running(c.Dy, null, type, threads) + (threads > 1 ? type.HalfUlp(c.Sum) : 0),
        // Whatever the parameters are, this sum is an element of the batch's type.
        _ when types.SumsHalves => HalfSums.Error(c.Dy, c.Lengths.AsSpan(), types),
        _ => SummationBounds.Cascade(c.Dy, c.Chain, type),
    };

    double OfSlope()
    {
        double a = c.InverseStd, da = error.InverseStdInBackward;
        return (Dot * (a + da) * (a + da) + Math.Abs(c.Dot) * da * (2 * a + da)) / c.Count;
    }

    double OfDot()
    {
        // Products of dy and a deviation that is off by the mean's error and by its own rounding. The mean's error is
        // common to all, so it meets Σdy.
        double size = c.SumAbsDot + error.Mean * c.SumAbsGrad;
        double common = error.Mean * (Math.Abs(c.Sum) + Sum);
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
                return common + 2.1 * type.Unit * size + SummationBounds.EightLanes(Products(), c.Rows, type) * (1 + n * type.Unit)
                    + error.Mean * c.SumAbsGrad * n * type.Unit + n * type.Tiny;
            case Arithmetic.LibtorchPlanes:
                double depth = 2.1 + (types.IsHalf ? SummationBounds.HalfPlaneDepth(n, c.Rows) : SummationBounds.PlaneDepth(c.Plane));
                return common + (depth * type.Unit + (c.Rows + 1) * u) * size + n * type.Tiny;
            case Arithmetic.LibtorchRows:
                double shift = error.Mean;
                double chain = SummationBounds.Running(Products(), i => shift * Math.Abs(c.Dy[i]), type, threads);
                return common + 2.1 * type.Unit * size + chain + n * type.Tiny
                    + (threads > 1 ? type.HalfUlp(c.Dot) : 0);
            case Arithmetic.LibtorchStrided when types.IsHalf:
                return common + (2.1 * types.Stored.Unit + n * type.Unit) * size + n * 2 * types.Stored.Tiny;
            default:
                return common + (2.1 * type.Unit + n * u) * size + n * type.Tiny;
        }
    }

    double[] Products()
    {
        var products = new double[c.Count];
        for (int i = 0; i < products.Length; i++)
            products[i] = c.Dy[i] * c.Deviations[i];
        return products;
    }
}
