namespace Parity.Bounds;

/// <summary>
/// What y = α̂ x + β̂ with β̂ = b - m̂ α̂ loses in one channel: the mean's share of y does not cancel before it is rounded.
/// </summary>
sealed class LinearMap
{
    readonly double largest, ofScale, ofStatistics, ofMean, offset, unit, limit, tiny;
    readonly bool leaves;

    /// <summary>The errors of a channel.</summary>
    /// <param name="c">The channel.</param>
    /// <param name="error">The error of its statistics.</param>
    /// <param name="type">The type that coefficients are rounded to.</param>
    public LinearMap(ChannelSummary c, StatisticsError error, Precision type)
    {
        double scale = c.InverseStd * c.Weight, ofFactor = Math.Abs(c.Weight) * error.InverseStd;
        (unit, limit, tiny) = (type.Unit, 0.99 * type.Largest, 3 * type.Tiny);
        largest = Math.Abs(scale) + ofFactor;
        ofScale = ofFactor + (unit * Math.Abs(scale) + type.Tiny);
        ofMean = Math.Abs(c.Mean) * largest;
        ofStatistics = error.Mean * largest;
        offset = Math.Abs(c.Bias - c.Mean * scale) + ofStatistics + Math.Abs(c.Mean) * ofScale;
        leaves = !(Math.Max(largest, Math.Max(ofMean, offset)) < limit);
    }

    /// <summary>Of one element; ∞ where something on the way may leave the type.</summary>
    /// <param name="x">The element.</param>
    /// <param name="d">Its distance from the mean.</param>
    public double Output(double x, double d)
    {
        double ofInput = Math.Abs(x) * largest;
        return leaves || !(ofInput < limit) ? double.PositiveInfinity
            : d * ofScale + ofStatistics + unit * (ofMean + ofInput + offset) + tiny;
    }
}

/// <summary>What fused operations on x - float(m) lose in one channel, with coefficients rounded to float.</summary>
sealed class CentredMap
{
    readonly Precision type;
    readonly double centre, scale, ofInput, ofMean, ofOffset, slope, ofSlope, offset, ofGradOffset, ofScale;

    /// <summary>The errors of a channel.</summary>
    /// <param name="c">The channel.</param>
    /// <param name="error">The error of its statistics.</param>
    /// <param name="type">The type that coefficients are rounded to.</param>
    public CentredMap(ChannelSummary c, StatisticsError error, Precision type)
    {
        this.type = type;
        double exactScale = c.InverseStd * c.Weight;
        (centre, scale) = ((float)c.Mean, Math.Abs(exactScale));
        ofScale = type.HalfUlp(exactScale);
        ofInput = Math.Abs(c.Weight) * error.InverseStd + ofScale;
        ofMean = error.Mean * scale;
        ofOffset = type.HalfUlp(Math.Abs(c.Bias + (centre - c.Mean) * exactScale));
        slope = c.Dot * c.InverseStd * c.InverseStd / c.Count;
        ofSlope = type.HalfUlp(slope);
        offset = -c.Sum / c.Count + (c.Mean - centre) * slope;
        ofGradOffset = type.HalfUlp(offset);
    }

    /// <summary>Of y = fma(x - float(m), α̂, β̂) with β̂ = b + (float(m) - m) α: three roundings beside the coefficient's.</summary>
    /// <param name="x">The element.</param>
    public double Output(double x)
    {
        double deviation = x - centre, ofDeviation = type.Holds(deviation) ? 0 : type.HalfUlp(deviation) * scale;
        return Math.Abs(deviation) * ofInput + ofDeviation + ofMean + ofOffset;
    }

    /// <summary>Of dx = fma(x - float(m), κ̂, dy + ô) · ŝ: what three rounded coefficients and three rounded results add.</summary>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="x">The element.</param>
    public double GradInput(double dy, double x)
    {
        double deviation = x - centre, shifted = dy + offset, centred = shifted - deviation * slope;
        double within = ofGradOffset + type.HalfUlp(Math.Abs(shifted) + ofGradOffset) + Math.Abs(deviation) * ofSlope
            + (type.Holds(deviation) ? 0 : type.HalfUlp(deviation) * Math.Abs(slope));
        within += type.HalfUlp(Math.Abs(centred) + within);
        return within * scale * (1 + type.Unit) + Math.Abs(centred) * ofScale;
    }
}
