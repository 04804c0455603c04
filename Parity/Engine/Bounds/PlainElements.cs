using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Bounds;

/// <summary>
/// The bounds of one channel's elements, four at a time, where nothing on the way leaves its range: what roundings add
/// up to. <see cref="ChannelBounds"/> says where that is so.
/// </summary>
readonly ref struct PlainElements
{
    static readonly double u = Precision.Double.Unit, fourTiny = 4 * Precision.Double.Tiny;

    readonly ChannelSummary c;
    readonly Arithmetic arithmetic;
    readonly RoundingTypes types;
    readonly Precision type;
    readonly double meanError, inverseStdError, size, slopeError;
    readonly bool ofBatch, isCentred, gradIsCentred;
    readonly LibtorchBackward libtorch;
    readonly CompensatedBounds compensated;
    readonly LinearMap linear;
    readonly CentredMap aroundFloat;

    /// <summary>Bounds for a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="by">Whose rounding is bounded.</param>
    /// <param name="error">The error of the channel's statistics.</param>
    /// <param name="sums">The errors of its sums.</param>
    public PlainElements(ChannelSummary channel, CaseArithmetic by, StatisticsError error, GradientSums sums)
    {
        (c, meanError, inverseStdError, slopeError) = (channel, error.Mean, error.InverseStd, sums.Slope);
        (arithmetic, types, type, ofBatch) = (by.Forward, by.Types, by.Types.Computed, by.OfBatch);
        Scale = c.InverseStd * c.Weight;
        (size, OfScale, OfScaleInBackward) = (Math.Abs(Scale), Math.Abs(c.Weight) * error.InverseStd, Math.Abs(c.Weight) * error.InverseStdInBackward);
        (MeanOfGrad, Slope, OfMeanOfGrad) = (c.Sum / c.Count, c.Dot * c.InverseStd * c.InverseStd / c.Count, sums.Sum / c.Count);
        if (by.IsLibtorch)
            libtorch = new(c, error, types, by.Backward, ofBatch, (sums.Sum, sums.Dot));
        if (IsCompensated)
            compensated = new(c, error);
        if (arithmetic is Arithmetic.LibtorchPlanes or Arithmetic.LibtorchRows)
            linear = new(c, error, type);
        (isCentred, gradIsCentred) = (FloatTransform(0), FloatTransform(Slope));
        if (isCentred)
            aroundFloat = new(c, error, type);
    }

    /// <summary>1 / √(variance + eps) times the weight.</summary>
    public double Scale { get; }

    /// <summary>The error of <see cref="Scale"/> in forward, before its own rounding.</summary>
    public double OfScale { get; }

    /// <summary>The same in backward.</summary>
    public double OfScaleInBackward { get; }

    /// <summary>Σdy / n.</summary>
    public double MeanOfGrad { get; }

    /// <summary>The error of <see cref="MeanOfGrad"/>, before its own rounding.</summary>
    public double OfMeanOfGrad { get; }

    /// <summary>Σdy·(x - mean) · invStd² / n.</summary>
    public double Slope { get; }

    /// <summary>Whether libtorch divides a slope of ∞ by a count of ∞.</summary>
    public bool LibtorchMakesNaN => libtorch.MakesNaNOfInfinity;

    /// <summary>What libtorch's gradient of the weight loses before it is stored.</summary>
    public double OfLibtorchsGradWeight => libtorch.GradWeight();

    bool IsCompensated => arithmetic == Arithmetic.CompensatedStatistics;

    // In double the lanes' fused operations round no more than the plain ones. A factor that is no comfortable float
    // makes the kernel compute the channel in double.
    bool FloatTransform(double factor) =>
        arithmetic == Arithmetic.DoubleSums && type.Bits < 53 && Math.Max(Math.Abs(Scale), Math.Abs(factor)) <= 1e36;

    /// <summary>The exact outputs.</summary>
    public Vector256<double> ExactOutput(Vector256<double> deviation) => deviation * Scale + Vector256.Create(c.Bias);

    /// <summary>Bounds of outputs.</summary>
    /// <param name="x">Four elements.</param>
    /// <param name="deviation">What is left of them without the mean.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Output(Vector256<double> x, Vector256<double> deviation)
    {
        Vector256<double> d = Vector256.Abs(deviation);
        Vector256<double> within = arithmetic switch
        {
            Arithmetic.LibtorchPlanes or Arithmetic.LibtorchRows => linear.Output(x, d),
            Arithmetic.LibtorchStrided => NormalisedOutput(d),
            Arithmetic.CompensatedStatistics => compensated.Output(d),
            _ => (isCentred ? aroundFloat.Output(x) : Deviated(d)) + 5 * u * (d * size + Vector256.Create(Math.Abs(c.Bias))),
        };
        return types.LastRounding(ExactOutput(deviation), WithSubnormalScale(within, d));
    }

    /// <summary>The exact gradients.</summary>
    public Vector256<double> ExactGradInput(Vector256<double> dy, Vector256<double> deviation) => Centred(dy, deviation) * Scale;

    /// <summary>Bounds of gradients.</summary>
    /// <param name="dy">The gradients of four outputs.</param>
    /// <param name="x">The elements.</param>
    /// <param name="deviation">What is left of them without the mean.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> GradInput(Vector256<double> dy, Vector256<double> x, Vector256<double> deviation)
    {
        Vector256<double> centred = Centred(dy, deviation), exact = centred * Scale;
        Vector256<double> within = arithmetic >= Arithmetic.LibtorchPlanes ? libtorch.GradInput(dy, deviation)
            : !ofBatch ? Scaled(dy, exact)
            : IsCompensated ? WithSubnormalScale(compensated.GradInput(dy, deviation, Slope, OfMeanOfGrad, slopeError), centred)
            : Projected(dy, x, deviation, centred);
        return types.LastRounding(exact, within);
    }

    // dy, less what the batch's own statistics take of it.
    Vector256<double> Centred(Vector256<double> dy, Vector256<double> deviation) =>
        ofBatch ? dy - Vector256.Create(MeanOfGrad) - deviation * Slope : dy;

    Vector256<double> Scaled(Vector256<double> dy, Vector256<double> exact)
    {
        Vector256<double> scaled = Vector256.Abs(exact), d = Vector256.Abs(dy);
        Vector256<double> coefficient = isCentred
            ? type.Unit * scaled + type.Tiny * (d + Vector256.Create(Math.Abs(c.Weight)))
            : WithSubnormalScale(2 * u * scaled, dy);
        return d * OfScaleInBackward + coefficient;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<double> Projected(Vector256<double> dy, Vector256<double> x, Vector256<double> deviation, Vector256<double> centred)
    {
        Vector256<double> d = Vector256.Abs(deviation);
        Vector256<double> within = Vector256.Create(OfMeanOfGrad) + d * slopeError + Vector256.Create(meanError * (Math.Abs(Slope) + slopeError));
        // The mean of a gradient, or the slope's share, may be subnormal, and the factor large.
        within += 8 * u * (Vector256.Abs(dy) + Vector256.Create(Math.Abs(MeanOfGrad)) + d * Math.Abs(Slope)) + Vector256.Create(fourTiny);
        within = WithSubnormalScale(within * (size + OfScaleInBackward) + Vector256.Abs(centred) * OfScaleInBackward, centred);
        return gradIsCentred ? within + aroundFloat.GradInput(dy, x) : within;
    }

    // y = ((x - m̂) · â) · w + b in the type of the statistics: the normalised value may leave its range though y does not.
    Vector256<double> NormalisedOutput(Vector256<double> d)
    {
        Precision rounding = types.Stored;
        return new Approximations(d, Vector256.Create(meanError)).RoundedTo(rounding)
            .Times(new(c.InverseStd, inverseStdError)).RoundedTo(rounding)
            .Times(Approximation.Exactly(c.Weight)).RoundedTo(rounding).Error;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<double> Deviated(Vector256<double> d)
    {
        Vector256<double> ofMean = Vector256.Create(meanError), ofDeviation = ofMean + u * (d + ofMean);
        return ofDeviation * (size + OfScale) + d * OfScale;
    }

    // a·w may be subnormal, and what it meets large. Products of subnormal numbers are slow, and to an error that is none of them they add nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> WithSubnormalScale(Vector256<double> within, Vector256<double> values)
    {
        Vector256<double> sizes = Vector256.Abs(values);
        Vector256<double> nothing = Vector256.GreaterThan(within, Vector256.Create(1e-250)) & Vector256.LessThan(sizes, Vector256.Create(1e15));
        nothing |= ~Vector256.LessThanOrEqual(sizes, Vector256.Create(double.MaxValue));
        return Vector256.AllWhereAllBitsSet(nothing) ? within : Vector256.ConditionalSelect(nothing, within, within + Precision.Double.Tiny * sizes);
    }
}
