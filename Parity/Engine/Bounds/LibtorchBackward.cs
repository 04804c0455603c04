using System.Runtime.Intrinsics;

namespace Parity.Bounds;

/// <summary>What libtorch's backward loses in one channel, rounding by rounding.</summary>
/// <remarks>
/// Over any strides each term of an input's gradient is stored as an element, and with parameters of half the bits so is
/// every product; in the other ways a batch of half the bits is computed in float32 throughout.
/// </remarks>
readonly ref struct LibtorchBackward
{
    readonly Precision computed, terms, products;
    readonly bool ofBatch;
    readonly double meanError, exactMean, exactSlope;
    readonly Approximation factor, weight, dot, meanOfGrad, slope;

    /// <summary>The errors of a channel.</summary>
    /// <param name="c">The channel.</param>
    /// <param name="statistics">The error of its statistics.</param>
    /// <param name="types">The types that the computation passes through.</param>
    /// <param name="backward">The way that backward takes.</param>
    /// <param name="ofBatch">Whether the statistics are the batch's own.</param>
    /// <param name="sumErrors">Of Σdy and of Σdy·(x - mean).</param>
    public LibtorchBackward(
        ChannelSummary c, StatisticsError statistics, RoundingTypes types, Arithmetic backward, bool ofBatch,
        (double Sum, double Dot) sumErrors)
    {
        (computed, this.ofBatch) = (types.Computed, ofBatch);
        bool anyStrides = backward == Arithmetic.LibtorchStrided;
        terms = anyStrides ? types.Element : types.Computed;
        products = anyStrides ? types.Stored : types.Computed;
        meanError = statistics.Mean;
        (exactMean, exactSlope) = (c.Sum / c.Count, c.Dot * c.InverseStd * c.InverseStd / c.Count);
        factor = new(c.InverseStd, statistics.InverseStdInBackward);
        weight = Approximation.Exactly(c.Weight);
        dot = new Approximation(Math.Abs(c.Dot), sumErrors.Dot);
        Precision counts = anyStrides && types.SumsHalves ? types.Element : types.Computed;
        meanOfGrad = new Approximation(Math.Abs(c.Sum), sumErrors.Sum).Over(c.Count, counts).RoundedTo(terms);
        Precision divisor = anyStrides && types.StoresHalves ? types.Element : types.Computed;
        slope = dot.RoundedTo(terms).Times(factor).RoundedTo(products).Times(factor).RoundedTo(products)
            .Over(c.Count, divisor).RoundedTo(products).RoundedTo(terms);
        MakesNaNOfInfinity = double.IsInfinity(c.Dot) && !double.IsFinite(divisor.HalfUlp(c.Count));
    }

    /// <summary>Whether the slope, which is ∞, is divided by a count that is ∞ in its type.</summary>
    public bool MakesNaNOfInfinity { get; }

    /// <summary>Of four elements of the input's gradient, before they are stored.</summary>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="deviation">What is left of the elements without the mean.</param>
    public Vector256<double> GradInput(Vector256<double> dy, Vector256<double> deviation)
    {
        var gradOutput = Approximations.Exactly(dy);
        if (!ofBatch)
            return gradOutput.Times(factor).RoundedTo(products).Times(weight).RoundedTo(computed).Error;
        var rounded = new Approximations(Vector256.Abs(deviation), Vector256.Create(meanError)).RoundedTo(products);
        var projected = rounded.Times(slope).RoundedTo(products).RoundedTo(terms);
        Vector256<double> shifted = dy - Vector256.Create(exactMean);
        var centred = new Approximations(Vector256.Abs(shifted), Vector256.Create(meanOfGrad.Error)).RoundedTo(terms);
        var rest = Approximations.Sum(shifted - deviation * exactSlope, centred, projected).RoundedTo(terms);
        return rest.Times(factor).RoundedTo(products).Times(weight).RoundedTo(computed).Error;
    }

    /// <summary>Of the weight's gradient, before it is stored.</summary>
    public double GradWeight() => dot.Times(factor).RoundedTo(computed).Error;
}
