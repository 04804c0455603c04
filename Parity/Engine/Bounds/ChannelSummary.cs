using System.Collections.Immutable;
using Parity.Cases;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Bounds;

/// <summary>One channel of a trial: its values in torch's order, what is exactly true of them, and how large they are.</summary>
sealed class ChannelSummary
{
    // Beyond 2^±200 a channel is scaled, as the exact kernel does.
    const int LargestUnscaled = 200;

    readonly double[] x, dy, deviations;

    ChannelSummary(BatchNormCase c, double[] x, double[] dy, ExactStatistics exact)
    {
        (this.x, this.dy) = (x, dy);
        Rows = c.Shape[0];
        Lengths = c.TorchShape.RemoveAt(1);
        Chain = x.Length / Math.Min(Rows, ShortestOf(c));
        Mean = exact.Mean.ToDouble();
        MeanIsDouble = exact.ScaledMeanRest.Hi == 0 && Math.ScaleB(Mean, -exact.Exponent) == exact.ScaledMean;
        Variance = exact.Variance.ToDouble();
        VarianceIsDouble = exact.Variance is { Value.Lo: 0, Exponent: 0 };
        InverseStd = exact.InverseStd.ToDouble();
        double underRoot = Variance + c.Eps;
        IsExtreme = exact.InverseStd.Value.Hi != 0 && double.IsFinite(exact.InverseStd.Value.Hi)
            && (underRoot < 1e-280 || underRoot > 1e290);
        double[] deviations = this.deviations = GC.AllocateUninitializedArray<double>(x.Length);
        if (exact.Exponent == 0)
            for (int i = 0; i < deviations.Length; i++)
                deviations[i] = exact.Deviation(x[i]).Hi;
        else
            for (int i = 0; i < deviations.Length; i++)
                deviations[i] = Math.ScaleB(exact.Deviation(Math.ScaleB(x[i], -exact.Exponent)).Hi, exact.Exponent);
        AddUp();
    }

    /// <summary>N, the batch size.</summary>
    public int Rows { get; }

    /// <summary>Lengths of the dimensions that a channel's sum goes over: N and those of a plane.</summary>
    public ImmutableArray<int> Lengths { get; }

    /// <summary>Longest plain chain of additions in a sum over any strides: all but the shortest dimension.</summary>
    public int Chain { get; }

    /// <summary>Values of the channel.</summary>
    public int Count => x.Length;

    /// <summary>Values of the channel in one entry of the batch.</summary>
    public int Plane => Count / Rows;

    /// <summary>The values, batch entry by batch entry.</summary>
    public ReadOnlySpan<double> X => x;

    /// <summary>The gradient of the output, in the same order.</summary>
    public ReadOnlySpan<double> Dy => dy;

    /// <summary>x - mean, rounded once.</summary>
    public ReadOnlySpan<double> Deviations => deviations;

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
        var channels = new ChannelSummary[c.Channels];
        ReadOnlySpan<double> allX = inputs.Input.Values<double>(), allDy = inputs.GradOutput.Values<double>();
        for (int channel = 0; channel < channels.Length; channel++)
        {
            double[] x = Values(c, allX, channel), dy = Values(c, allDy, channel);
            double runningMean = inputs.RunningMean?[channel] ?? double.NaN;
            double runningVar = inputs.RunningVar?[channel] ?? double.NaN;
            double largest = Largest(x, c.UsesBatchStatistics ? 0 : runningMean);
            int exponent = largest != 0 && Math.Abs(Math.ILogB(largest)) > LargestUnscaled ? Math.ILogB(largest) : 0;
            double[] scaled = exponent == 0 ? x : [.. x.Select(v => Math.ScaleB(v, -exponent))];
            ExactStatistics exact = c.UsesBatchStatistics
                ? ExactStatistics.OfBatch(scaled, exponent, c.Eps)
                : ExactStatistics.Given(runningMean, runningVar, exponent, c.Eps);
            channels[channel] = new ChannelSummary(c, x, dy, exact)
            {
                Weight = inputs.Weight?[channel] ?? 1,
                Bias = inputs.Bias?[channel] ?? 0,
                RunningMean = runningMean,
                RunningVar = runningVar,
            };
        }

        return channels;
    }

    void AddUp()
    {
        CascadedSum sum = default, dot = default;
        double sumAbs = 0, largest = 0, sumAbsDeviation = 0, sumAbsGrad = 0, sumAbsDot = 0, sumAbsFiniteDot = 0;
        ReadOnlySpan<double> x = this.x, dy = this.dy, deviations = this.deviations;
        for (int i = 0; i < x.Length; i++)
        {
            double deviation = deviations[i], grad = dy[i], product = Math.Abs(grad * deviation);
            sumAbs += Math.Abs(x[i]);
            largest = Math.Max(largest, Math.Abs(deviation));
            sumAbsDeviation += Math.Abs(deviation);
            sum.Add(grad);
            sumAbsGrad += Math.Abs(grad);
            if (double.IsInfinity(grad))
                (GradIsInfinite, LeastDeviationAtInfinity) = (true, Math.Min(LeastDeviationAtInfinity, Math.Abs(deviation)));
            dot.Add(DoubleDouble.Product(grad, deviation));
            sumAbsDot += product;
            sumAbsFiniteDot += double.IsFinite(product) ? product : 0;
        }

        (SumAbs, LargestDeviation, SumAbsDeviation) = (sumAbs, largest, sumAbsDeviation);
        (Sum, SumAbsGrad) = (sum.Value.Hi, sumAbsGrad);
        (Dot, SumAbsDot, SumAbsFiniteDot) = (dot.Value.Hi, sumAbsDot, sumAbsFiniteDot);
    }

    static double[] Values(BatchNormCase c, ReadOnlySpan<double> tensor, int channel)
    {
        double[] values = GC.AllocateUninitializedArray<double>(c.ValuesPerChannel);
        int channels = c.Channels, plane = c.Plane;
        for (int row = 0; row * plane < values.Length; row++)
            tensor.Slice((row * channels + channel) * plane, plane).CopyTo(values.AsSpan(row * plane));
        return values;
    }

    static int ShortestOf(BatchNormCase c)
    {
        int shortest = int.MaxValue;
        for (int d = 2; d < c.TorchShape.Length; d++)
            shortest = Math.Min(shortest, c.TorchShape[d]);
        return shortest;
    }

    static double Largest(double[] x, double centre)
    {
        double largest = double.IsFinite(centre) ? Math.Abs(centre) : 0;
        foreach (double value in x)
            if (double.IsFinite(value))
                largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
