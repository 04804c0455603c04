using Parity.Cases;

namespace Parity.Bounds;

/// <summary>The error bounds of one channel's quantities under one arithmetic.</summary>
interface IChannelBounds
{
    /// <summary>Bound for <see cref="Quantity.BatchMean"/>.</summary>
    double BatchMean();

    /// <summary>Bound for <see cref="Quantity.BatchVar"/>.</summary>
    double BatchVar();

    /// <summary>Bound for <see cref="Quantity.RunningMean"/>, given the share of the new batch.</summary>
    double RunningMean(double momentum);

    /// <summary>Bound for <see cref="Quantity.RunningVar"/>, given the share of the new batch.</summary>
    double RunningVar(double momentum);

    /// <summary>Bound for one element of <see cref="Quantity.Output"/>.</summary>
    double Output(int i);

    /// <summary>Bound for one element of <see cref="Quantity.GradInput"/>.</summary>
    double GradInput(int i);

    /// <summary>Bounds for elements of one of these two, side by side among the channel's values.</summary>
    /// <param name="quantity">Which.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="bounds">Where they go; fewer than four only where the channel has no more.</param>
    void Elements(Quantity quantity, int from, scoped Span<double> bounds);

    /// <summary>Bound for <see cref="Quantity.GradWeight"/>.</summary>
    double GradWeight();

    /// <summary>Bound for <see cref="Quantity.GradBias"/>.</summary>
    double GradBias();
}

/// <summary>
/// The bounds of a kernel that computes in the element type throughout, in any order of additions and of factors, and
/// whose output may be a scale and a shift of its input. ErrorBounds.md derives each.
/// </summary>
sealed class ElementBounds : IChannelBounds
{
    readonly ChannelSummary c;
    readonly RoundingTypes types;
    readonly Precision type, parameters;
    readonly bool ofBatch;
    readonly double u, weight, scale, meanError, varianceError, factorError, sumError, dotError;

    /// <summary>Bounds for a channel.</summary>
    public ElementBounds(ChannelSummary channel, BatchNormCase testCase)
    {
        c = channel;
        types = RoundingTypes.Of(testCase, Arithmetic.ElementThroughout);
        (type, parameters, ofBatch) = (types.Computed, Precision.Of(testCase.ParameterDType), testCase.UsesBatchStatistics);
        (u, weight) = (type.Unit, Math.Abs(c.Weight));
        scale = c.InverseStd * weight;
        if (ofBatch)
        {
            meanError = MeanError();
            varianceError = VarianceError();
        }

        factorError = FactorError(testCase.Eps);
        sumError = SummationBounds.AnyOrder(c.SummedDy, type);
        dotError = DotError();
    }

    double LargestFactor => c.InverseStd + factorError;

    /// <inheritdoc/>
    public double BatchMean() => types.LastRounding(c.Mean, meanError, c.MeanIsDouble, types.Element);

    /// <inheritdoc/>
    public double BatchVar() =>
        types.LastRounding(c.Variance, Overflows ? double.PositiveInfinity : varianceError, c.VarianceIsDouble, types.Element);

    /// <inheritdoc/>
    public double RunningMean(double momentum) => Blended(momentum, (c.Mean, meanError), c.RunningMean);

    /// <inheritdoc/>
    public double RunningVar(double momentum)
    {
        double share = c.Count / (c.Count - 1.0);
        return Blended(momentum, (c.Variance * share, Overflows ? double.PositiveInfinity : varianceError * share), c.RunningVar);
    }

    /// <inheritdoc/>
    public double Output(int i)
    {
        if (c.IsExtreme || (!double.IsFinite(scale) && !double.IsNaN(c.Weight)))
            return double.PositiveInfinity;
        double d = Math.Abs(c.Deviations[i]), exact = c.Deviations[i] * c.InverseStd * c.Weight + c.Bias;
        // An infinite bias is added to what is a number, however large.
        bool meets = double.IsInfinity(exact) || (double.IsInfinity(c.Bias) && !double.IsNaN(d * scale));
        if ((meets && CoefficientsMayOverflow(c.X[i], d)) || (double.IsInfinity(d) && FactorMayVanish))
            return double.PositiveInfinity;
        double within = Math.Max(NormalisedOutput(d), LinearOutput(Math.Abs(c.X[i]), d));
        if (ofBatch && double.IsFinite(meanError + factorError))
            within = Math.Min(within, Math.Abs(exact - c.Bias) + LargestNormalised * weight + 4 * u * Math.Abs(c.Bias));
        return types.LastRounding(exact, within, false, types.Element);
    }

    /// <inheritdoc/>
    public double GradInput(int i)
    {
        if (c.IsExtreme || (!double.IsFinite(scale) && !double.IsNaN(c.Weight)) || (ofBatch && (InfiniteGradMayTurn(c.Deviations[i]) || ProductsMayOverflow)))
            return double.PositiveInfinity;
        double dy = Math.Abs(c.Dy[i]), factor = LargestFactor;
        if (double.IsInfinity(dy) && FactorMayVanish)
            return double.PositiveInfinity;
        if (!ofBatch)
            return types.LastRounding(c.Dy[i] * c.InverseStd * c.Weight, Leaves(dy * factor, factor * weight) ? double.PositiveInfinity
                : Scaled(dy, 0) + type.Tiny * (1 + weight + dy), false, types.Element);
        double n = c.Count, d = Math.Abs(c.Deviations[i]) + meanError, mean = Math.Abs(c.Sum) / n;
        double slope = c.Dot * c.InverseStd * c.InverseStd / n, centred = c.Dy[i] - c.Sum / n - c.Deviations[i] * slope;
        if (double.IsInfinity(centred) && FactorMayVanish)
            return double.PositiveInfinity;
        double ofSlope = (dotError * factor * factor + Math.Abs(c.Dot) * factorError * (c.InverseStd + factor)) / n;
        double largestSlope = Math.Abs(slope) + ofSlope, ofMean = sumError / n + Rounded(2) * (mean + sumError / n);
        double within = ofMean + Math.Abs(c.Deviations[i]) * ofSlope + meanError * largestSlope + Rounded(8) * d * largestSlope
            + Rounded(3) * (dy + mean + ofMean + d * largestSlope) + 8 * type.Tiny * (1 + d) * (1 + factor);
        if (Leaves((Math.Abs(c.Dot) + dotError) * factor * Math.Max(1, factor), (Math.Abs(centred) + within) * factor, factor * weight))
            within = double.PositiveInfinity;
        return types.LastRounding(centred * c.InverseStd * c.Weight, Scaled(Math.Abs(centred), within) + type.Tiny * (1 + weight), false, types.Element);
    }

    /// <inheritdoc/>
    public void Elements(Quantity quantity, int from, scoped Span<double> bounds)
    {
        for (int i = 0; i < bounds.Length; i++)
            bounds[i] = quantity == Quantity.Output ? Output(from + i) : GradInput(from + i);
    }

    /// <inheritdoc/>
    public double GradWeight()
    {
        if (c.IsExtreme || double.IsInfinity(c.InverseStd) || InfiniteGradMayTurn(double.PositiveInfinity) || ProductsMayOverflow)
            return double.PositiveInfinity;
        double dot = Math.Abs(c.Dot), factor = LargestFactor;
        double within = Leaves((dot + dotError) * factor) ? double.PositiveInfinity
            : dotError * factor + dot * factorError + Rounded(3) * (dot + dotError) * factor + type.Tiny * (c.Count + c.SumAbsGrad);
        if (ofBatch && double.IsFinite(meanError + factorError) && !Leaves(c.SumAbsDot + meanError * c.SumAbsGrad))
            within = Math.Min(within, dot * c.InverseStd + LargestNormalised * c.SumAbsGrad);
        return types.LastRounding(c.Dot * c.InverseStd, within, false, parameters);
    }

    /// <inheritdoc/>
    public double GradBias() => types.LastRounding(c.Sum, sumError, false, parameters);

    // What overflows meets an ∞ of the other sign in the bias or the input, and becomes NaN.
    bool CoefficientsMayOverflow(double x, double d)
    {
        double factor = LargestFactor * Math.Max(1, weight), larger = Math.Max(1, factor);
        return Leaves(factor) || (double.IsFinite(c.Mean) && Leaves((Math.Abs(c.Mean) + meanError) * larger))
            || (double.IsFinite(x) && Leaves(Math.Abs(x) * factor, (d + meanError) * larger));
    }

    // 0·∞ is NaN, and a product of factors that are not 0 may be 0, in whatever order.
    bool FactorMayVanish => weight != 0 && c.InverseStd != 0
        && !(Math.Min(1, weight) * (c.InverseStd - factorError) * (1 - Rounded(3)) > type.Tiny);

    // Times a deviation that may be of either sign, or a factor that may be 0, the infinity becomes another, or NaN.
    bool InfiniteGradMayTurn(double deviation) => c.GradIsInfinite
        && ((meanError > 0 && Math.Min(Math.Abs(deviation), c.LeastDeviationAtInfinity) <= meanError) || factorError >= c.InverseStd);

    // A sum of finite products that overflows meets an ∞ of the other sign.
    bool ProductsMayOverflow => double.IsInfinity(c.Dot) && Leaves(c.SumAbsFiniteDot);

    // What k roundings one after the other make of a number, relative to it.
    double Rounded(double k) => k * u < 0.5 ? k * u / (1 - k * u) : double.PositiveInfinity;

    bool Leaves(params ReadOnlySpan<double> sizes)
    {
        foreach (double size in sizes)
            if (!(size <= 0.99 * type.Largest))
                return true;
        return false;
    }

    // A quotient, or a product with a rounded 1/n, which is exact where n is a power of two.
    double MeanError()
    {
        double mean = SummationBounds.AnyOrder(c.SummedX, type) / c.Count;
        bool quotient = int.IsPow2(c.Count);
        return mean == 0 && c.MeanIsDouble && (quotient ? type.Holds(c.Mean) : c.Mean == 0) ? 0
            : mean + Rounded(quotient ? 1 : 2) * (Math.Abs(c.Mean) + mean) + type.Tiny;
    }

    double Shifted => c.Variance + meanError * meanError;

    // Deviations count twice, squares, sum and quotient once each; a square may underflow.
    double VarianceError() =>
        Shifted == 0 ? 0 : meanError * meanError + Rounded(c.Count + 4) * Shifted + 3 * type.Tiny;

    // No single square is larger than their sum.
    bool Overflows => ofBatch && !(c.Count * (Shifted + varianceError) <= 0.999 * type.Largest);

    // eps, the sum under the root, the root and the quotient are rounded.
    double FactorError(double eps)
    {
        double exact = c.Variance + eps;
        if (exact == 0 && varianceError == 0)
            return 0;
        double ofEps = type.Holds(eps) ? 0 : type.HalfUlp(eps);
        // An eps that is 0 in the type, beside a variance of 0: only an eps of 0 makes the factor 0 there, any other ∞.
        if (eps > 0 && eps <= ofEps && c.Variance - varianceError <= 0 && c.Variance >= 0)
            return double.PositiveInfinity;
        double given = varianceError + ofEps;
        double within = given + u * (exact + given);
        // A batch's variance is never below 0, a given one may be.
        double least = (ofBatch ? Math.Max(c.Variance - varianceError, 0) + Math.Max(eps - ofEps, 0) : exact - ofEps) * (1 - u);
        // Nothing under a root is smaller than the smallest number, and 0 there makes the factor 0.
        double largest = 1 / Math.Sqrt(least > 0 ? least : 2 * type.Tiny);
        double error = Math.Max(largest - c.InverseStd, c.InverseStd - 1 / Math.Sqrt(exact + within));
        // An overflow makes the factor 0 as well.
        if (Overflows || least <= 0)
            error = Math.Max(error, c.InverseStd);
        return error + Rounded(3) * (c.InverseStd + error);
    }

    double DotError()
    {
        double size = c.SumAbsDot + meanError * c.SumAbsGrad;
        // The mean's error is common to all, so it meets Σdy.
        return Leaves(size) ? double.PositiveInfinity
            : meanError * Math.Abs(c.Sum) + Rounded(c.Count + 2) * size + c.Count * type.Tiny;
    }

    // No deviation is more than √n times the root of their mean square, whatever the variance has become; beside it stand the
    // roundings of a scale and a shift.
    double LargestNormalised
    {
        get
        {
            double spread = Math.Max(c.LargestDeviation - meanError, u * Math.Abs(c.Mean)) / 2;
            bool underflows = spread * spread < c.Count * type.Tiny / u;
            return (underflows ? Math.ScaleB(16, type.Bits / 2 + 1) : 16) * Math.Sqrt(c.Count) * (1 + Rounded(c.Count + 20));
        }
    }

    // ((x - m̂) · â) · w + b with its factors in any order.
    double NormalisedOutput(double d)
    {
        double factor = LargestFactor;
        return Leaves((d + meanError) * factor, factor * weight) ? double.PositiveInfinity
            : (d + meanError) * factor * weight * (1 + Rounded(3)) - d * scale + type.Tiny * (1 + weight + d + meanError);
    }

    // α̂ x + β̂, where β̂ = b - m̂ α may come from a factor that is not rounded yet.
    double LinearOutput(double x, double d)
    {
        double mean = Math.Abs(c.Mean) + meanError, largest = LargestFactor * weight;
        if (Leaves(largest, mean * largest, x * largest))
            return double.PositiveInfinity;
        double shift = Math.Abs(c.Bias - c.Mean * c.InverseStd * c.Weight) + meanError * largest + mean * factorError * weight;
        if (Leaves(shift))
            return double.PositiveInfinity;
        return d * factorError * weight + meanError * largest
            + Rounded(3) * (x + mean) * largest + Rounded(1) * shift + type.Tiny * (3 + x + mean);
    }

    // What two factors make of a number that is itself off.
    double Scaled(double size, double error) =>
        (size + error) * LargestFactor * weight * (1 + Rounded(3)) - size * scale;

    // The module blends in double.
    double Blended(double momentum, (double Value, double Error) batch, double before)
    {
        double added = momentum * batch.Value, kept = (1 - momentum) * before;
        double within = momentum == 0 ? 0 : Math.Abs(momentum) * batch.Error;
        if (double.IsInfinity(added + kept) && double.IsFinite(batch.Value) && !double.IsFinite(batch.Error))
            return double.PositiveInfinity;
        return types.LastRounding(added + kept, within + 6 * Precision.Double.Unit * (Math.Abs(added) + Math.Abs(kept)), false, parameters);
    }
}
