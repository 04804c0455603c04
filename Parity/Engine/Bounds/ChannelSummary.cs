using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Bounds;

/// <summary>One channel of a trial: its values in torch's order, what is exactly true of them, and how large they are.</summary>
sealed class ChannelSummary
{
    // Where absolute values add up to less, no partial sum overflows, in whatever order.
    const double NoneOverflows = double.MaxValue / 4;

    readonly ChannelValues values;
    readonly int start;
    readonly double lowestBit, lowestGradBit;

    ChannelSummary(ChannelValues values, int channel, in ExactStatistics exact, double eps)
    {
        (this.values, start, Statistics) = (values, channel * values.Count, exact);
        Mean = exact.Mean.ToDouble();
        MeanIsDouble = exact.ScaledMeanRest.Hi == 0 && Math.ScaleB(Mean, -exact.Exponent) == exact.ScaledMean;
        Variance = exact.Variance.ToDouble();
        VarianceIsDouble = exact.Variance is { Value.Lo: 0, Exponent: 0 };
        InverseStd = exact.InverseStd.ToDouble();
        double underRoot = Variance + eps;
        IsExtreme = exact.InverseStd.Value.Hi != 0 && double.IsFinite(exact.InverseStd.Value.Hi)
            && (underRoot < 1e-280 || underRoot > 1e290);
        Deviate(exact, values.Deviations.AsSpan(start, values.Count));
        AddUp();
        AddUpExactly();
        (lowestBit, lowestGradBit) = (Summands.LowestBitOf(X), Summands.LowestBitOf(Dy));
    }

    /// <summary>N, the batch size.</summary>
    public int Rows => values.Rows;

    /// <summary>Lengths of the dimensions that a channel's sum goes over: N and those of a plane.</summary>
    public ImmutableArray<int> Lengths => values.Lengths;

    /// <summary>Longest plain chain of additions in a sum over any strides: all but the shortest dimension.</summary>
    public int Chain => values.Chain;

    /// <summary>Values of the channel.</summary>
    public int Count => values.Count;

    /// <summary>Values of the channel in one entry of the batch.</summary>
    public int Plane => Count / Rows;

    /// <summary>The values, batch entry by batch entry.</summary>
    public ReadOnlySpan<double> X => values.X.AsSpan(start, values.Count);

    /// <summary>The gradient of the output, in the same order.</summary>
    public ReadOnlySpan<double> Dy => values.Dy.AsSpan(start, values.Count);

    /// <summary><see cref="X"/> as it is added up.</summary>
    public Summands SummedX => new(X, SumAbs, lowestBit);

    /// <summary><see cref="Dy"/> as it is added up.</summary>
    public Summands SummedDy => new(Dy, SumAbsGrad, lowestGradBit);

    /// <summary>x - mean, rounded once.</summary>
    public ReadOnlySpan<double> Deviations => values.Deviations.AsSpan(start, values.Count);

    /// <summary>What normalises, to about 100 bits.</summary>
    public ExactStatistics Statistics { get; }

    /// <summary>The mean that normalises: the batch's own, or the given one.</summary>
    public double Mean { get; }

    /// <summary>Whether <see cref="Mean"/> is the exact mean.</summary>
    public bool MeanIsDouble { get; }

    /// <summary>The variance that normalises: the batch's own, biased, or the given one.</summary>
    public double Variance { get; }

    /// <summary>Whether <see cref="Variance"/> is the exact variance.</summary>
    public bool VarianceIsDouble { get; }

    /// <summary>1 / √(variance + eps).</summary>
    public double InverseStd { get; }

    /// <summary>Whether squares of the deviations leave the range of a double: no bound is known then.</summary>
    public bool IsExtreme { get; }

    /// <summary>The scale, 1 without one.</summary>
    public double Weight { get; private init; }

    /// <summary>The shift, 0 without one.</summary>
    public double Bias { get; private init; }

    /// <summary>Running mean before the step; NaN without one.</summary>
    public double RunningMean { get; private init; }

    /// <summary>Running variance before the step; NaN without one.</summary>
    public double RunningVar { get; private init; }

    /// <summary>Σ|x|.</summary>
    public double SumAbs { get; private set; }

    /// <summary>Σ|x - mean|.</summary>
    public double SumAbsDeviation { get; private set; }

    /// <summary>max |x - mean|.</summary>
    public double LargestDeviation { get; private set; }

    /// <summary>Whether an infinite gradient reaches the channel.</summary>
    public bool GradIsInfinite { get; private set; }

    /// <summary>The smallest |x - mean| of a value that an infinite gradient reaches; ∞ where none does.</summary>
    public double LeastDeviationAtInfinity { get; private set; } = double.PositiveInfinity;

    /// <summary>Σdy.</summary>
    public double Sum { get; private set; }

    /// <summary>Σ|dy|.</summary>
    public double SumAbsGrad { get; private set; }

    /// <summary>Σdy · (x - mean).</summary>
    public double Dot { get; private set; }

    /// <summary>Σ|dy · (x - mean)|.</summary>
    public double SumAbsDot { get; private set; }

    /// <summary>The same over the finite products.</summary>
    public double SumAbsFiniteDot { get; private set; }

    /// <summary>Summarises every channel of a trial.</summary>
    public static ChannelSummary[] Of(Trial trial)
    {
        (BatchNormCase c, BatchNormInputs inputs) = (trial.Case, trial.As(DType.Float64).Inputs);
        if (c.IsEmpty)
            return [];
        var values = new ChannelValues(c, inputs.Input.Values<double>(), inputs.GradOutput.Values<double>());
        var channels = new ChannelSummary[c.Channels];
        for (int channel = 0; channel < channels.Length; channel++)
        {
            ReadOnlySpan<double> x = values.X.AsSpan(channel * values.Count, values.Count);
            double runningMean = inputs.RunningMean?[channel] ?? double.NaN;
            double runningVar = inputs.RunningVar?[channel] ?? double.NaN;
            int exponent = ExactStatistics.ExponentOf(x, c.UsesBatchStatistics ? 0 : runningMean);
            ExactStatistics exact = c.UsesBatchStatistics
                ? ExactStatistics.OfBatch(exponent == 0 ? x : Scaled(x, exponent), exponent, c.Eps)
                : ExactStatistics.Given(runningMean, runningVar, exponent, c.Eps);
            channels[channel] = new ChannelSummary(values, channel, exact, c.Eps)
            {
                Weight = inputs.Weight?[channel] ?? 1,
                Bias = inputs.Bias?[channel] ?? 0,
                RunningMean = runningMean,
                RunningVar = runningVar,
            };
        }

        return channels;
    }

    void Deviate(in ExactStatistics exact, Span<double> deviations)
    {
        ReadOnlySpan<double> x = exact.Exponent == 0 ? X : Scaled(X, exact.Exponent);
        int i = 0;
        for (; i <= x.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            exact.Deviation(Vector256.Create(x[i..])).Hi.CopyTo(deviations[i..]);
        for (; i < x.Length; i++)
            deviations[i] = exact.Deviation(x[i]).Hi;
        for (i = 0; exact.Exponent != 0 && i < x.Length; i++)
            deviations[i] = Math.ScaleB(deviations[i], exact.Exponent);
    }

    // In the order of the values: what is added up in double depends on it.
    void AddUp()
    {
        double sumAbs = 0, largest = 0, sumAbsDeviation = 0, sumAbsGrad = 0, sumAbsDot = 0, sumAbsFiniteDot = 0;
        ReadOnlySpan<double> x = X, dy = Dy, deviations = Deviations;
        for (int i = 0; i < x.Length; i++)
        {
            double distance = Math.Abs(deviations[i]), grad = Math.Abs(dy[i]), product = grad * distance;
            sumAbs += Math.Abs(x[i]);
            largest = Math.Max(largest, distance);
            sumAbsDeviation += distance;
            sumAbsGrad += grad;
            if (double.IsInfinity(grad))
                (GradIsInfinite, LeastDeviationAtInfinity) = (true, Math.Min(LeastDeviationAtInfinity, distance));
            sumAbsDot += product;
            sumAbsFiniteDot += double.IsFinite(product) ? product : 0;
        }

        (SumAbs, LargestDeviation, SumAbsDeviation) = (sumAbs, largest, sumAbsDeviation);
        (SumAbsGrad, SumAbsDot, SumAbsFiniteDot) = (sumAbsGrad, sumAbsDot, sumAbsFiniteDot);
    }

    void AddUpExactly()
    {
        CascadedSum sum = default, dot = default;
        ReadOnlySpan<double> dy = Dy, deviations = Deviations;
        int i = 0, byFours = SumAbsGrad < NoneOverflows && SumAbsDot < NoneOverflows ? ExactStatistics.AddedByFours(dy.Length) : 0;
        if (byFours > 0)
        {
            CascadedSums sums = default, dots = default;
            for (; i < byFours; i += Vector256<double>.Count)
            {
                var grads = Vector256.Create(dy[i..]);
                sums.Add(grads);
                dots.Add(DoubleDoubles.Product(grads, Vector256.Create(deviations[i..])));
            }

            (sum, dot) = (sums.Total, dots.Total);
        }

        for (; i < dy.Length; i++)
        {
            sum.Add(dy[i]);
            dot.Add(DoubleDouble.Product(dy[i], deviations[i]));
        }

        (Sum, Dot) = (sum.Value.Hi, dot.Value.Hi);
    }

    static double[] Scaled(ReadOnlySpan<double> values, int exponent)
    {
        double[] scaled = values.ToArray();
        foreach (ref double value in scaled.AsSpan())
            value = Math.ScaleB(value, -exponent);
        return scaled;
    }

    // The values of all channels, channel by channel, each in the order of BatchNormCase.Place; and what is the same for each.
    sealed class ChannelValues
    {
        const int ShortestCopied = 16;

        readonly int channels, plane;

        public ChannelValues(BatchNormCase c, ReadOnlySpan<double> x, ReadOnlySpan<double> dy)
        {
            (channels, plane, Count, Rows) = (c.Channels, c.Plane, c.ValuesPerChannel, c.Shape[0]);
            ImmutableArray<int> shape = c.TorchShape;
            Lengths = shape.RemoveAt(1);
            Chain = Count / Math.Min(Rows, shape.Skip(2).DefaultIfEmpty(int.MaxValue).Min());
            (X, Dy, Deviations) = (ByChannel(x), ByChannel(dy), GC.AllocateUninitializedArray<double>(x.Length));
        }

        public int Count { get; }

        public int Rows { get; }

        public ImmutableArray<int> Lengths { get; }

        public int Chain { get; }

        public double[] X { get; }

        public double[] Dy { get; }

        public double[] Deviations { get; }

        double[] ByChannel(ReadOnlySpan<double> tensor)
        {
            double[] values = GC.AllocateUninitializedArray<double>(tensor.Length);
            int rows = Count / plane;
            for (int at = 0, row = 0; at < tensor.Length; row++)
                for (int channel = 0; channel < channels; channel++, at += plane)
                {
                    int to = (channel * rows + row) * plane;
                    if (plane >= ShortestCopied)
                        tensor.Slice(at, plane).CopyTo(values.AsSpan(to));
                    else
                        for (int i = 0; i < plane; i++)
                            values[to + i] = tensor[at + i];
                }

            return values;
        }
    }
}
