using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Parity.Cases;

namespace Parity.Bounds;

/// <summary>The error bounds of one channel's quantities under one arithmetic; ErrorBounds.md derives each.</summary>
readonly ref struct ChannelBounds : IChannelBounds
{
    static readonly double u = Precision.Double.Unit;

    readonly ChannelSummary c;
    readonly CaseArithmetic by;
    readonly StatisticsError error;
    readonly GradientSums sums;
    readonly double scale;
    readonly bool nothingIsKnown, biasIsInfinite, outputIsPlain, gradIsPlain;
    readonly PlainElements elements;

    /// <summary>Bounds for a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="by">Whose rounding is bounded.</param>
    public ChannelBounds(ChannelSummary channel, CaseArithmetic by)
    {
        (c, this.by) = (channel, by);
        error = by.OfBatch
            ? StatisticsError.OfBatch(c, by.Forward, by.Types, by.Eps, by.Threads)
            : StatisticsError.OfGiven(c, by.Forward, by.Types, by.Eps);
        sums = GradientSums.Of(c, error, by.Backward, by.Types, by.Threads);
        elements = new(c, by, error, sums);
        scale = elements.Scale;
        (nothingIsKnown, biasIsInfinite) = (c.IsExtreme || LibraryMayMissZero, double.IsInfinity(c.Bias));
        outputIsPlain = !nothingIsKnown && double.IsFinite(scale) && double.IsFinite(c.Bias);
        gradIsPlain = !nothingIsKnown && double.IsFinite(scale)
            && (!by.OfBatch || !(c.GradIsInfinite || ProductsMayOverflow || elements.LibtorchMakesNaN));
    }

    bool IsLibtorch => by.IsLibtorch;

    bool IsCompensated => by.Forward == Arithmetic.CompensatedStatistics;

    RoundingTypes Types => by.Types;

    Precision Computed => by.Types.Computed;

    /// <summary>Bound for <see cref="Quantity.BatchMean"/>.</summary>
    public double BatchMean()
    {
        double mean = !IsLibtorch ? error.Mean
            : Types.SumsHalves ? new Approximation(Math.Abs(c.Mean) * c.Count, HalfSums.Error(c.SummedX, c.Lengths.AsSpan(), Types)).Over(c.Count, Types.Element).Error
            : SummationBounds.Cascade(c.SummedX, by.Channels == 1 ? 1 : c.Rows, Computed) / c.Count;
        return IsCompensated ? Held(c.Mean, mean, c.MeanIsDouble) : Rounded(c.Mean, mean, c.MeanIsDouble, Types.Element);
    }

    /// <summary>Bound for <see cref="Quantity.BatchVar"/>.</summary>
    public double BatchVar() =>
        IsCompensated ? Held(c.Variance, error.Variance, c.VarianceIsDouble)
            : Rounded(c.Variance, IsLibtorch ? UpdatedVarianceError() : error.Variance, c.VarianceIsDouble, Types.Element);

    /// <summary>Bound for <see cref="Quantity.RunningMean"/>, given the share of the new batch.</summary>
    public double RunningMean(double momentum) =>
        Blended(momentum, (c.Mean, error.Mean), c.RunningMean);

    /// <summary>Bound for <see cref="Quantity.RunningVar"/>, given the share of the new batch.</summary>
    public double RunningVar(double momentum) =>
        Blended(momentum, (c.Variance * c.Count / (c.Count - 1.0), error.UnbiasedVariance), c.RunningVar);

    /// <inheritdoc/>
    public void Elements(Quantity quantity, int from, scoped Span<double> bounds)
    {
        bool output = quantity == Quantity.Output;
        if (nothingIsKnown)
            bounds.Fill(double.PositiveInfinity);
        else if (!(output ? outputIsPlain : gradIsPlain))
            OneByOne(output, from, bounds);
        else if (output)
            PlainOutputs(from, bounds);
        else
            PlainGradInputs(from, bounds);
    }

    void PlainOutputs(int from, Span<double> bounds)
    {
        ReadOnlySpan<double> x = c.X.Slice(from, bounds.Length), deviations = c.Deviations.Slice(from, bounds.Length);
        for (int i = 0; i < bounds.Length; i += Vector256<double>.Count)
        {
            int first = FirstOfFour(i, bounds.Length);
            Vector256<double> deviation = Four(deviations, first);
            if (AreFinite(elements.ExactOutput(deviation)))
                Write(elements.Output(Four(x, first), deviation), bounds[first..]);
            else
                OneByOne(true, from + first, bounds[first..Math.Min(first + Vector256<double>.Count, bounds.Length)]);
        }
    }

    void PlainGradInputs(int from, Span<double> bounds)
    {
        ReadOnlySpan<double> x = c.X.Slice(from, bounds.Length), dys = c.Dy.Slice(from, bounds.Length);
        ReadOnlySpan<double> deviations = c.Deviations.Slice(from, bounds.Length);
        for (int i = 0; i < bounds.Length; i += Vector256<double>.Count)
        {
            int first = FirstOfFour(i, bounds.Length);
            Vector256<double> dy = Four(dys, first), deviation = Four(deviations, first);
            if (AreFinite(elements.ExactGradInput(dy, deviation)))
                Write(elements.GradInput(dy, Four(x, first), deviation), bounds[first..]);
            else
                OneByOne(false, from + first, bounds[first..Math.Min(first + Vector256<double>.Count, bounds.Length)]);
        }
    }

    void OneByOne(bool output, int from, Span<double> bounds)
    {
        for (int i = 0; i < bounds.Length; i++)
            bounds[i] = output ? Output(from + i) : GradInput(from + i);
    }

    // The last four may have been among those before; there may be fewer.
    static int FirstOfFour(int i, int count) => Math.Max(Math.Min(i, count - Vector256<double>.Count), 0);

    static void Write(Vector256<double> four, Span<double> bounds)
    {
        if (bounds.Length >= Vector256<double>.Count)
            four.CopyTo(bounds);
        else
            for (int i = 0; i < bounds.Length; i++)
                bounds[i] = four[i];
    }

    // Of a channel of fewer, those over again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Four(ReadOnlySpan<double> values, int first) => values.Length >= Vector256<double>.Count
        ? Vector256.Create(values[first..])
        : Vector256.Create(values[0], values[1 % values.Length], values[2 % values.Length], values[0]);

    static bool AreFinite(Vector256<double> four) => Vector256.LessThanOrEqualAll(Vector256.Abs(four), Vector256.Create(double.MaxValue));

    /// <summary>Bound for one element of <see cref="Quantity.Output"/>.</summary>
    public double Output(int i)
    {
        if (nothingIsKnown)
            return double.PositiveInfinity;
        double x = c.X[i], d = Math.Abs(c.Deviations[i]);
        if (double.IsInfinity(scale))
            return AtInfinity(c.Deviations[i], error.Mean);
        double exact = c.Deviations[i] * scale + c.Bias;
        if ((double.IsInfinity(exact) || BiasIsMet(d)) && IsLibtorch && CoefficientsMayOverflow(x, d))
            return double.PositiveInfinity;
        if (BiasIsMet(d) && double.IsFinite(d) && !(d * c.InverseStd * Math.Max(1, Math.Abs(c.Weight)) < 0.99 * double.MaxValue))
            return double.PositiveInfinity;
        if (double.IsInfinity(d) && FactorMayVanish(elements.OfScale, by.Forward == Arithmetic.LibtorchStrided))
            return double.PositiveInfinity;
        return elements.Output(Vector256.Create(x), Vector256.Create(c.Deviations[i]))[0];
    }

    /// <summary>Bound for one element of <see cref="Quantity.GradInput"/>.</summary>
    public double GradInput(int i)
    {
        if (nothingIsKnown)
            return double.PositiveInfinity;
        double dy = c.Dy[i];
        if (by.OfBatch)
        {
            double d = Math.Abs(c.Deviations[i]), slope = elements.Slope, meanOfGrad = elements.MeanOfGrad;
            double centred = dy - meanOfGrad - c.Deviations[i] * slope;
            if (InfiniteGradMayTurn(d) || ProductsMayOverflow || elements.LibtorchMakesNaN
                || (double.IsInfinity(centred) && FactorMayVanish(elements.OfScaleInBackward, IsLibtorch)))
                return double.PositiveInfinity;
            if (double.IsInfinity(scale))
                return AtInfinity(centred, elements.OfMeanOfGrad + (error.Mean + 8 * u * d) * (Math.Abs(slope) + sums.Slope) + d * sums.Slope
                    + 8 * u * (Math.Abs(dy) + Math.Abs(meanOfGrad)));
        }
        else if (double.IsInfinity(scale))
            return AtInfinity(dy, 0);
        else if (double.IsInfinity(dy) && FactorMayVanish(elements.OfScaleInBackward, IsLibtorch))
            return double.PositiveInfinity;
        return elements.GradInput(Vector256.Create(dy), Vector256.Create(c.X[i]), Vector256.Create(c.Deviations[i]))[0];
    }

    /// <summary>Bound for <see cref="Quantity.GradWeight"/>.</summary>
    public double GradWeight()
    {
        if (c.IsExtreme)
            return double.PositiveInfinity;
        double a = c.InverseStd, da = error.InverseStdInBackward, ofProduct = IsCompensated ? 0 : 2 * u * a;
        if (InfiniteGradMayTurn(double.PositiveInfinity) || ProductsMayOverflow)
            return double.PositiveInfinity;
        if (double.IsInfinity(a))
            return AtInfinity(c.Dot, sums.Dot);
        double within = IsLibtorch ? elements.OfLibtorchsGradWeight : sums.Dot * (a + da) + Math.Abs(c.Dot) * (da + ofProduct);
        return Rounded(c.Dot * a, within, false);
    }

    /// <summary>Bound for <see cref="Quantity.GradBias"/>.</summary>
    public double GradBias() => IsCompensated ? Held(c.Sum, sums.Sum, false) : Rounded(c.Sum, sums.Sum, false);

    // An infinite factor leaves the sign of what it meets, and makes NaN of 0; libtorch's coefficients meet one another besides.
    // A factor that overflows though neither of its own is infinite says nothing of the result, which may be finite.
    double AtInfinity(double value, double error) =>
        !IsLibtorch && !(double.IsFinite(c.InverseStd) && double.IsFinite(c.Weight)) && IsCertain(value, error) && !(Math.Abs(value) * c.InverseStd < 1e-300 && value != 0) ? 0 : double.PositiveInfinity;

    // 0·∞ is NaN; what the library computes in place of the 0 may be no 0.
    bool LibraryMayMissZero => IsLibtorch && double.IsInfinity(c.Weight) && double.IsNaN(scale);

    // An infinite bias is added to what is a number, however large.
    bool BiasIsMet(double d) => biasIsInfinite && !double.IsNaN(d * scale);

    // What overflows meets an ∞ of the other sign in the bias or the input, and becomes NaN.
    bool CoefficientsMayOverflow(double x, double d)
    {
        bool strided = by.Forward == Arithmetic.LibtorchStrided;
        double factor = (c.InverseStd + error.InverseStd) * Math.Max(1, Math.Abs(c.Weight)), limit = 0.99 * (strided ? Types.Stored : Computed).Largest;
        bool Leaves(double exact, double size) => !double.IsInfinity(exact) && !(size * Math.Max(1, factor) < limit);
        return !(factor < limit) || Leaves(c.Mean, Math.Abs(c.Mean) + error.Mean) || (strided ? Leaves(d, d + error.Mean) : Leaves(x, Math.Abs(x)));
    }

    // 0·∞ is NaN, and a product of factors that are not 0 may be 0: a·w, or a alone where w comes last.
    bool FactorMayVanish(double ofScale, bool weightLast) => weightLast
        ? !IsCertain(c.InverseStd, error.InverseStd) || !IsCertain(c.InverseStd, error.InverseStdInBackward)
        : c.Weight != 0 && c.InverseStd != 0 && Math.Abs(scale) - ofScale <= (IsLibtorch ? Computed : Precision.Double).Tiny;

    // Times a deviation that may be of either sign, or a factor that may be 0, the infinity becomes another, or NaN.
    bool InfiniteGradMayTurn(double deviation) => c.GradIsInfinite
        && !(IsCertain(Math.Min(deviation, c.LeastDeviationAtInfinity), error.Mean) && IsCertain(c.InverseStd, error.InverseStdInBackward));

    // A sum of finite products that overflows meets an ∞ of the other sign.
    bool ProductsMayOverflow =>
        double.IsInfinity(c.Dot) && !(c.SumAbsFiniteDot < 0.99 * (IsLibtorch ? Types.Stored.Largest : double.MaxValue));

    // Whether a number is NaN, or 0 or of its sign, however wrong it may be by as much.
    static bool IsCertain(double value, double error) => double.IsNaN(value) || error == 0 || Math.Abs(value) > error;

    double Blended(double momentum, (double Value, double Error) batch, double before)
    {
        double added = Math.Abs(momentum * batch.Value), kept = Math.Abs((1 - momentum) * before);
        double within = Math.Abs(momentum) * batch.Error + 6 * u * (added + kept), limit = 0.99 * (IsLibtorch ? Types.Stored.Largest : double.MaxValue);
        bool MayOverflow(double term, double off) => double.IsFinite(term) && !(term + off < limit);
        // What overflows meets an ∞ of the other sign.
        if (double.IsInfinity(added + kept) && (MayOverflow(batch.Value, momentum != 0 || IsLibtorch ? batch.Error : 0) || MayOverflow(added, 0) || MayOverflow(kept, 0)))
            return double.PositiveInfinity;
        // Over any strides libtorch blends in double too.
        if (IsLibtorch && by.Forward != Arithmetic.LibtorchStrided)
        {
            Precision stored = Types.InFlight;
            double ofMomentum = stored.Holds(momentum) ? 0 : stored.HalfUlp(momentum);
            var share = new Approximation(Math.Abs(momentum), ofMomentum);
            var rest = new Approximation(Math.Abs(1 - momentum), ofMomentum).RoundedTo(stored);
            within = share.Times(new(Math.Abs(batch.Value), batch.Error)).RoundedTo(stored).Error
                + rest.Times(Approximation.Exactly(before)).RoundedTo(stored).Error;
        }

        return Rounded(momentum * batch.Value + (1 - momentum) * before, within, false);
    }

    // torch's var updates mean and sum of squares value by value, in double or, for half the bits, in float32; over a whole tensor it makes two passes
    // around a mean in the element type.
    double UpdatedVarianceError()
    {
        double mean = 0, squares = 0, meanError = 0, squaresError = 0, unit = Types.IsHalf ? Computed.Unit : u;
        for (int i = 0; i < c.Count; i++)
        {
            double delta = c.X[i] - mean;
            double lost = meanError;
            mean += delta / (i + 1);
            squares += delta * (c.X[i] - mean);
            meanError = meanError * i / (i + 1) + unit * (Math.Abs(mean) + 2 * Math.Abs(delta) / (i + 1));
            squaresError += (lost + meanError) * Math.Abs(delta) + lost * meanError + unit * (3 * Math.Abs(delta * delta) + squares);
        }

        double error = squaresError / c.Count + unit * c.Variance;
        if (by.Channels > 1 || Types.IsHalf)
            return error;
        double centre = SummationBounds.Cascade(c.SummedX, 1, Computed) / c.Count + Computed.HalfUlp(c.Mean);
        return Math.Max(error, centre * centre + (c.Count + 5) * u * (c.Variance + centre * centre));
    }

    // What is handed over in double as it was computed in it: no rounding is left but that of the exact value.
    static double Held(double exact, double error, bool exactIsDouble)
    {
        if (!double.IsFinite(exact))
            return 0;
        return error + (exactIsDouble ? 0 : Precision.Double.HalfUlp(exact));
    }

    // One last rounding, and that of the exact value to double.
    double Rounded(double exact, double error, bool exactIsDouble) =>
        Rounded(exact, error, exactIsDouble, by.Parameters);

    double Rounded(double exact, double error, bool exactIsDouble, Precision result) =>
        Types.LastRounding(exact, error, exactIsDouble, result);
}
