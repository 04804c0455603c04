using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Bounds;

/// <summary>
/// What y = α̂ x + β̂ with β̂ = b - m̂ α̂ loses in one channel: the mean's share of y does not cancel before it is rounded.
/// </summary>
readonly ref struct LinearMap
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

    /// <summary>Of four elements; ∞ where something on the way may leave the type.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="d">Their distances from the mean.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Output(Vector256<double> x, Vector256<double> d)
    {
        var infinite = Vector256.Create(double.PositiveInfinity);
        if (leaves)
            return infinite;
        Vector256<double> ofInput = Vector256.Abs(x) * largest;
        Vector256<double> within = d * ofScale + Vector256.Create(ofStatistics)
            + unit * (Vector256.Create(ofMean) + ofInput + Vector256.Create(offset)) + Vector256.Create(tiny);
        return Vector256.ConditionalSelect(Vector256.LessThan(ofInput, Vector256.Create(limit)), within, infinite);
    }
}

/// <summary>What fused operations on x - float(m) lose in one channel, with coefficients rounded to float.</summary>
readonly ref struct CentredMap
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
    /// <param name="x">Four elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Output(Vector256<double> x)
    {
        Vector256<double> deviation = x - Vector256.Create(centre);
        return Vector256.Abs(deviation) * ofInput + Lost(deviation) * scale + Vector256.Create(ofMean) + Vector256.Create(ofOffset);
    }

    /// <summary>Of dx = fma(x - float(m), κ̂, dy + ô) · ŝ: what three rounded coefficients and three rounded results add.</summary>
    /// <param name="dy">The gradients of four outputs.</param>
    /// <param name="x">The elements.</param>
    public Vector256<double> GradInput(Vector256<double> dy, Vector256<double> x)
    {
        Vector256<double> deviation = x - Vector256.Create(centre), shifted = dy + Vector256.Create(offset), centred = shifted - deviation * slope;
        Vector256<double> given = Vector256.Create(ofGradOffset);
        Vector256<double> within = given + type.HalfUlp(Vector256.Abs(shifted) + given) + Vector256.Abs(deviation) * ofSlope + Lost(deviation) * Math.Abs(slope);
        within += type.HalfUlp(Vector256.Abs(centred) + within);
        return within * scale * (1 + type.Unit) + Vector256.Abs(centred) * ofScale;
    }

    // What a deviation loses where no float holds it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<double> Lost(Vector256<double> deviation)
    {
        Vector256<double> single = Vector256.WidenLower(Vector256.Narrow(deviation, deviation));
        return Vector256.AndNot(type.HalfUlp(deviation), Vector256.Equals(single, deviation));
    }
}
