using System.Numerics;
using System.Numerics.Tensors;

namespace Parity.Reference.Kernels;

/// <summary>
/// The textbook steps in plain loops, in double: the definition that every other kernel is held to.
/// </summary>
/// <remarks>
/// Forward is Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1; backward is the chain rule through it, in
/// the simplified form that torch uses too. Each result is computed in double and rounded once. Mean and variance come
/// from a <see cref="CascadedSum"/>, whose error does not grow with the number of values.
/// </remarks>
/// <typeparam name="T">Element type.</typeparam>
public sealed class ManualKernel<T> : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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
        for (int c = 0; c < x.C; c++)
        {
            double mean = Mean(x, c);
            double variance = BiasedVariance(x, c, mean);
            (batch.Mean[c], batch.Variance[c]) = (mean, variance);
            Normalise(x, c, mean, BatchInverseStd(variance, eps), parameters, y);
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
        for (int c = 0; c < x.C; c++)
            Normalise(x, c, running.Mean[c], InverseStd(running.Variance[c], eps), parameters, y);
    }

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var x = new NchwSpan<T>(pass.Input);
        var dy = new NchwSpan<T>(pass.GradOutput);
        for (int c = 0; c < x.C; c++)
        {
            double mean = pass.Statistics.Mean[c];
            double variance = pass.Statistics.Variance[c];
            double invStd = training ? BatchInverseStd(variance, eps) : InverseStd(variance, eps);
            double weight = pass.Weight.IsEmpty ? 1.0 : double.CreateChecked(pass.Weight[c]);

            (double sum, double dot) = SumAndDot(x, dy, c, mean);
            if (!gradients.GradBias.IsEmpty)
                gradients.GradBias[c] = T.CreateChecked(sum);
            if (!gradients.GradWeight.IsEmpty)
                gradients.GradWeight[c] = T.CreateChecked(dot * invStd);
            if (gradients.GradInput.Rank == 0)
                continue;

            var dx = new NchwSpan<T>(gradients.GradInput);
            if (training)
                GradInputThroughStatistics(x, dy, c, (mean, invStd, weight), (sum, dot), dx);
            else
                GradInputOfScaling(dy, c, invStd * weight, dx);
        }
    }

    /// <summary>mean = sum(x) / count.</summary>
    static double Mean(NchwSpan<T> x, int c)
    {
        CascadedSum sum = default;
        for (nint n = 0; n < x.N; n++)
            for (nint h = 0; h < x.H; h++)
                for (nint w = 0; w < x.W; w++)
                    sum.Add(double.CreateChecked(x[n, c, h, w]));
        return (sum.Value / x.ValuesPerChannel).Hi;
    }

    /// <summary>var = sum((x - mean)²) / count: divided by the count, not by count - 1.</summary>
    static double BiasedVariance(NchwSpan<T> x, int c, double mean)
    {
        CascadedSum sum = default;
        for (nint n = 0; n < x.N; n++)
            for (nint h = 0; h < x.H; h++)
                for (nint w = 0; w < x.W; w++)
                {
                    double deviation = double.CreateChecked(x[n, c, h, w]) - mean;
                    sum.Add(deviation * deviation);
                }

        return (sum.Value / x.ValuesPerChannel).Hi;
    }

    static double InverseStd(double variance, double eps) => 1.0 / Math.Sqrt(variance + eps);

    /// <summary>As torch defines it for a batch's own variance: a constant channel without eps has 0, not ∞.</summary>
    static double BatchInverseStd(double variance, double eps) =>
        variance == 0 && eps == 0 ? 0.0 : InverseStd(variance, eps);

    /// <summary>x̂ = (x - mean) · invStd, then y = x̂ · weight + bias.</summary>
    static void Normalise(
        NchwSpan<T> x, int c, double mean, double invStd, in AffineParameters<T> parameters, NchwSpan<T> y)
    {
        double weight = parameters.Weight.IsEmpty ? 1.0 : double.CreateChecked(parameters.Weight[c]);
        double bias = parameters.Bias.IsEmpty ? 0.0 : double.CreateChecked(parameters.Bias[c]);
        for (nint n = 0; n < x.N; n++)
            for (nint h = 0; h < x.H; h++)
                for (nint w = 0; w < x.W; w++)
                {
                    double normalised = (double.CreateChecked(x[n, c, h, w]) - mean) * invStd;
                    y[n, c, h, w] = T.CreateChecked(normalised * weight + bias);
                }
    }

    /// <summary>sum(dy) and sum(dy · (x - mean)): the two reductions of backward.</summary>
    static (double Sum, double Dot) SumAndDot(NchwSpan<T> x, NchwSpan<T> dy, int c, double mean)
    {
        double sum = 0, dot = 0;
        for (nint n = 0; n < x.N; n++)
            for (nint h = 0; h < x.H; h++)
                for (nint w = 0; w < x.W; w++)
                {
                    double g = double.CreateChecked(dy[n, c, h, w]);
                    sum += g;
                    dot += g * (double.CreateChecked(x[n, c, h, w]) - mean);
                }

        return (sum, dot);
    }

    /// <summary>
    /// dx = (dy - mean(dy) - x̂ · mean(dy · x̂)) · invStd · weight: the last two terms are the paths through the batch's
    /// mean and variance.
    /// </summary>
    static void GradInputThroughStatistics(
        NchwSpan<T> x,
        NchwSpan<T> dy,
        int c,
        (double Mean, double InvStd, double Weight) channel,
        (double Sum, double Dot) reduced,
        NchwSpan<T> dx)
    {
        double meanOfGrad = reduced.Sum / x.ValuesPerChannel;
        double meanOfGradTimesNormalised = reduced.Dot * channel.InvStd / x.ValuesPerChannel;
        for (nint n = 0; n < x.N; n++)
            for (nint h = 0; h < x.H; h++)
                for (nint w = 0; w < x.W; w++)
                {
                    double normalised = (double.CreateChecked(x[n, c, h, w]) - channel.Mean) * channel.InvStd;
                    double centred = double.CreateChecked(dy[n, c, h, w])
                        - meanOfGrad - normalised * meanOfGradTimesNormalised;
                    dx[n, c, h, w] = T.CreateChecked(centred * channel.InvStd * channel.Weight);
                }
    }

    /// <summary>dx = dy · invStd · weight: with given statistics the layer is a scaling.</summary>
    static void GradInputOfScaling(NchwSpan<T> dy, int c, double scale, NchwSpan<T> dx)
    {
        for (nint n = 0; n < dy.N; n++)
            for (nint h = 0; h < dy.H; h++)
                for (nint w = 0; w < dy.W; w++)
                    dx[n, c, h, w] = T.CreateChecked(double.CreateChecked(dy[n, c, h, w]) * scale);
    }
}
