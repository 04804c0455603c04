using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Parity.Reference.Kernels;

/// <summary>
/// The same function with every quantity in double-double arithmetic, rounded once at the end: says who is nearer the
/// true value.
/// </summary>
/// <remarks>
/// Each channel is scaled by a power of two where its values are far from 1, so that squares neither overflow nor
/// underflow and a result is right wherever it is representable. In training, backward takes mean and variance from
/// the input again: those handed to it were rounded to double. NaN and infinity spread as they do in
/// <see cref="ManualKernel{T}"/>.
/// </remarks>
/// <typeparam name="T">Element type.</typeparam>
public sealed class ExactKernel<T> : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Up to here squares, and what double-double needs below them, fit a double; every float does.
    const int LargestUnscaled = 200;

    /// <inheritdoc/>
    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        var x = new NchwSpan<T>(input);
        var y = new NchwSpan<T>(output);
        using var buffer = new Buffer(x.ValuesPerChannel);
        for (int c = 0; c < x.C; c++)
        {
            int exponent = Gather(x, c, 0, buffer.Values);
            ExactStatistics statistics = ExactStatistics.OfBatch(buffer.Values, exponent, eps);
            batch.Mean[c] = statistics.Mean.ToDouble();
            batch.Variance[c] = statistics.Variance.ToDouble();
            Normalise(buffer.Values, statistics, Of(parameters.Weight, c, 1), Of(parameters.Bias, c, 0), y, c);
        }
    }

    /// <inheritdoc/>
    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        var x = new NchwSpan<T>(input);
        var y = new NchwSpan<T>(output);
        using var buffer = new Buffer(x.ValuesPerChannel);
        for (int c = 0; c < x.C; c++)
        {
            int exponent = Gather(x, c, running.Mean[c], buffer.Values);
            ExactStatistics statistics = ExactStatistics.Given(running.Mean[c], running.Variance[c], exponent, eps);
            Normalise(buffer.Values, statistics, Of(parameters.Weight, c, 1), Of(parameters.Bias, c, 0), y, c);
        }
    }

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var x = new NchwSpan<T>(pass.Input);
        var dy = new NchwSpan<T>(pass.GradOutput);
        using var xs = new Buffer(x.ValuesPerChannel);
        using var dys = new Buffer(x.ValuesPerChannel);
        for (int c = 0; c < x.C; c++)
        {
            double givenMean = training ? 0 : pass.Statistics.Mean[c];
            int exponent = Gather(x, c, givenMean, xs.Values);
            ExactStatistics statistics = training
                ? ExactStatistics.OfBatch(xs.Values, exponent, eps)
                : ExactStatistics.Given(givenMean, pass.Statistics.Variance[c], exponent, eps);
            int gradExponent = Gather(dy, c, 0, dys.Values);

            (DoubleDouble sum, DoubleDouble dot) = SumAndDot(xs.Values, dys.Values, statistics);
            ScaledDoubleDouble invStd = statistics.InverseStd;
            if (!gradients.GradBias.IsEmpty)
                gradients.GradBias[c] = new ScaledDoubleDouble(sum, gradExponent).Round<T>();
            if (!gradients.GradWeight.IsEmpty)
                gradients.GradWeight[c] =
                    new ScaledDoubleDouble(dot * invStd.Value, invStd.Exponent + exponent + gradExponent).Round<T>();
            if (gradients.GradInput.Rank == 0)
                continue;

            ScaledDoubleDouble scale = invStd.Times(Of(pass.Weight, c, 1)).TimesPowerOfTwo(gradExponent);
            var dx = new NchwSpan<T>(gradients.GradInput);
            if (training)
                GradInputThroughStatistics(xs.Values, dys.Values, statistics, (sum, dot), scale, dx, c);
            else
                GradInputOfScaling(dys.Values, scale, dx, c);
        }
    }

    /// <summary>x̂ = (x - mean) · invStd, then y = x̂ · weight + bias.</summary>
    static void Normalise(
        ReadOnlySpan<double> x, ExactStatistics statistics, double weight, double bias, NchwSpan<T> y, int c)
    {
        ScaledDoubleDouble scale = statistics.InverseStd.Times(weight).TimesPowerOfTwo(statistics.Exponent);
        int i = 0;
        for (nint n = 0; n < y.N; n++)
            for (nint h = 0; h < y.H; h++)
                for (nint w = 0; w < y.W; w++)
                {
                    DoubleDouble scaled = statistics.Deviation(x[i++]) * scale.Value;
                    y[n, c, h, w] = new ScaledDoubleDouble(scaled, scale.Exponent).Plus(bias).Round<T>();
                }
    }

    /// <summary>sum(dy) and sum(dy · (x - mean)), in the scales of dy and x.</summary>
    static (DoubleDouble Sum, DoubleDouble Dot) SumAndDot(
        ReadOnlySpan<double> x, ReadOnlySpan<double> dy, ExactStatistics statistics)
    {
        CascadedSum sum = default, dot = default;
        for (int i = 0; i < x.Length; i++)
        {
            sum.Add(dy[i]);
            dot.Add(statistics.Deviation(x[i]) * dy[i]);
        }

        return (sum.Value, dot.Value);
    }

    /// <summary>dx = (dy - mean(dy) - x̂ · mean(dy · x̂)) · invStd · weight.</summary>
    static void GradInputThroughStatistics(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> dy,
        ExactStatistics statistics,
        (DoubleDouble Sum, DoubleDouble Dot) reduced,
        ScaledDoubleDouble scale,
        NchwSpan<T> dx,
        int c)
    {
        ScaledDoubleDouble invStd = statistics.InverseStd;
        DoubleDouble meanOfGrad = reduced.Sum / x.Length;
        DoubleDouble throughVariance = reduced.Dot * invStd.Value * invStd.Value / x.Length;
        throughVariance = throughVariance.ScaleB(2 * (statistics.Exponent + invStd.Exponent));
        int i = 0;
        for (nint n = 0; n < dx.N; n++)
            for (nint h = 0; h < dx.H; h++)
                for (nint w = 0; w < dx.W; w++, i++)
                {
                    DoubleDouble centred =
                        -meanOfGrad + dy[i] - statistics.Deviation(x[i]) * throughVariance;
                    dx[n, c, h, w] = new ScaledDoubleDouble(centred * scale.Value, scale.Exponent).Round<T>();
                }
    }

    /// <summary>dx = dy · invStd · weight.</summary>
    static void GradInputOfScaling(ReadOnlySpan<double> dy, ScaledDoubleDouble scale, NchwSpan<T> dx, int c)
    {
        int i = 0;
        for (nint n = 0; n < dx.N; n++)
            for (nint h = 0; h < dx.H; h++)
                for (nint w = 0; w < dx.W; w++)
                    dx[n, c, h, w] = new ScaledDoubleDouble(scale.Value * dy[i++], scale.Exponent).Round<T>();
    }

    /// <summary>Copies a channel, divided by a power of two where its values or its centre are huge or tiny.</summary>
    /// <returns>The exponent of that power.</returns>
    static int Gather(NchwSpan<T> x, int c, double centre, Span<double> values)
    {
        double largest = double.IsFinite(centre) ? Math.Abs(centre) : 0;
        int i = 0;
        for (nint n = 0; n < x.N; n++)
            for (nint h = 0; h < x.H; h++)
                for (nint w = 0; w < x.W; w++)
                {
                    double value = double.CreateChecked(x[n, c, h, w]);
                    values[i++] = value;
                    double size = Math.Abs(value);
                    if (size > largest && double.IsFinite(size))
                        largest = size;
                }

        int exponent = largest == 0 ? 0 : Math.ILogB(largest);
        if (Math.Abs(exponent) <= LargestUnscaled)
            return 0;
        foreach (ref double value in values)
            value = Math.ScaleB(value, -exponent);
        return exponent;
    }

    static double Of(ReadOnlySpan<T> parameters, int c, double absent) =>
        parameters.IsEmpty ? absent : double.CreateChecked(parameters[c]);

    /// <summary>One channel's values, in rented memory.</summary>
    readonly ref struct Buffer(nint length) : IDisposable
    {
        readonly double[] rented = ArrayPool<double>.Shared.Rent((int)length);

        public Span<double> Values => rented.AsSpan(0, (int)length);

        public void Dispose() => ArrayPool<double>.Shared.Return(rented);
    }
}
