namespace Parity.Bounds;

/// <summary>
/// What <see cref="Arithmetic.CompensatedStatistics"/> loses besides the last rounding: each rounding of an element is
/// counted with the size of what it rounds.
/// </summary>
/// <param name="c">The channel.</param>
/// <param name="error">The error of its statistics.</param>
sealed class CompensatedBounds(ChannelSummary c, StatisticsError error)
{
    static readonly double u = Precision.Double.Unit, tiny = Precision.Double.Tiny;

    // Subnormal products are slow: one a channel.
    static readonly double fourTiny = 4 * tiny;

    readonly double scale = Math.Abs(c.InverseStd * c.Weight), mean = c.Sum / c.Count;
    readonly double ofScale = Math.Abs(c.Weight) * error.InverseStd, ofScaleInBackward = Math.Abs(c.Weight) * error.InverseStdInBackward;
    readonly double tinyInForward = 2 * tiny * (1 + Math.Abs(c.Weight)), tinyInBackward = tiny * Math.Abs(c.Weight);

    /// <summary>Of (x - mean) · invStd · weight + bias: the deviation, and two products or one and a coefficient.</summary>
    public double Output(int i)
    {
        double d = Math.Abs(c.Deviations[i]);
        double ofDeviation = error.Mean + u * (d + error.Mean);
        return ofDeviation * (scale + ofScale) + d * ofScale
            + 2 * u * (d + ofDeviation) * (scale + ofScale) + tinyInForward;
    }

    /// <summary>Of (dy - Σdy/n - (x - mean) · slope) · invStd · weight.</summary>
    /// <param name="i">The element.</param>
    /// <param name="slope">Σdy·(x - mean) · invStd² / n.</param>
    /// <param name="ofMean">The error of Σdy/n before its own rounding.</param>
    /// <param name="ofSlope">The error of the slope before its own roundings.</param>
    public double GradInput(int i, double slope, double ofMean, double ofSlope)
    {
        double d = Math.Abs(c.Deviations[i]);
        double shifted = c.Dy[i] - mean, centred = shifted - c.Deviations[i] * slope;
        double given = ofMean + d * ofSlope + error.Mean * (Math.Abs(slope) + ofSlope);
        // Five in the second term: of the deviation, of three coefficients or factors, and of the product.
        double rounded = u * (Math.Abs(mean) + Math.Abs(shifted) + 5 * d * Math.Abs(slope) + 2 * Math.Abs(centred));
        // A mean of gradients, or the slope's share, may be subnormal, and the factor large.
        double within = (given + rounded) * (1 + 8 * u) + fourTiny;
        return within * (scale + ofScaleInBackward) + Math.Abs(centred) * ofScaleInBackward + tinyInBackward;
    }
}
