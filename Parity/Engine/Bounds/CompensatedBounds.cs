using System.Runtime.Intrinsics;

namespace Parity.Bounds;

/// <summary>
/// What <see cref="Arithmetic.CompensatedStatistics"/> loses besides the last rounding: each rounding of an element is
/// counted with the size of what it rounds.
/// </summary>
/// <param name="c">The channel.</param>
/// <param name="error">The error of its statistics.</param>
readonly ref struct CompensatedBounds(ChannelSummary c, StatisticsError error)
{
    static readonly double u = Precision.Double.Unit, tiny = Precision.Double.Tiny;

    // Subnormal products are slow: one a channel.
    static readonly double fourTiny = 4 * tiny;

    readonly double scale = Math.Abs(c.InverseStd * c.Weight), mean = c.Sum / c.Count, meanError = error.Mean;
    readonly double ofScale = Math.Abs(c.Weight) * error.InverseStd, ofScaleInBackward = Math.Abs(c.Weight) * error.InverseStdInBackward;
    readonly double tinyInForward = 2 * tiny * (1 + Math.Abs(c.Weight)), tinyInBackward = tiny * Math.Abs(c.Weight);

    /// <summary>Of (x - mean) · invStd · weight + bias: the deviation, and two products or one and a coefficient.</summary>
    /// <param name="d">The distances of four elements from the mean.</param>
    public Vector256<double> Output(Vector256<double> d)
    {
        Vector256<double> ofDeviation = Vector256.Create(meanError) + u * (d + Vector256.Create(meanError));
        return ofDeviation * (scale + ofScale) + d * ofScale
            + 2 * u * (d + ofDeviation) * (scale + ofScale) + Vector256.Create(tinyInForward);
    }

    /// <summary>Of (dy - Σdy/n - (x - mean) · slope) · invStd · weight.</summary>
    /// <param name="dy">The gradients of four outputs.</param>
    /// <param name="deviation">What is left of the elements without the mean.</param>
    /// <param name="slope">Σdy·(x - mean) · invStd² / n.</param>
    /// <param name="ofMean">The error of Σdy/n before its own rounding.</param>
    /// <param name="ofSlope">The error of the slope before its own roundings.</param>
    public Vector256<double> GradInput(Vector256<double> dy, Vector256<double> deviation, double slope, double ofMean, double ofSlope)
    {
        Vector256<double> d = Vector256.Abs(deviation), shifted = dy - Vector256.Create(mean), centred = shifted - deviation * slope;
        Vector256<double> given = Vector256.Create(ofMean) + d * ofSlope + Vector256.Create(meanError * (Math.Abs(slope) + ofSlope));
        // Five in the second term: of the deviation, of three coefficients or factors, and of the product.
        Vector256<double> rounded = u * (Vector256.Create(Math.Abs(mean)) + Vector256.Abs(shifted) + 5 * d * Math.Abs(slope) + 2 * Vector256.Abs(centred));
        // A mean of gradients, or the slope's share, may be subnormal, and the factor large.
        Vector256<double> within = (given + rounded) * (1 + 8 * u) + Vector256.Create(fourTiny);
        return within * (scale + ofScaleInBackward) + Vector256.Abs(centred) * ofScaleInBackward + Vector256.Create(tinyInBackward);
    }
}
