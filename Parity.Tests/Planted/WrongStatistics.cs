using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Normalises a training batch, right but for the statistics that a defect makes of it.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class WrongStatistics<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        var x = new NchwSpan<T>(input);
        bool spoiled = false;
        for (int c = 0; c < x.C && x.ValuesPerChannel > 0; c++)
        {
            (double Mean, double Variance) right = (batch.Mean[c], batch.Variance[c]);
            (batch.Mean[c], batch.Variance[c]) = Of(x, c, right.Mean, right.Variance);
            spoiled |= right != (batch.Mean[c], batch.Variance[c]);
        }

        if (spoiled)
            Inner.ForwardEval(input, parameters, batch, eps, output);
    }

    /// <summary>The defect's mean and variance of a channel.</summary>
    /// <param name="x">The batch.</param>
    /// <param name="c">The channel.</param>
    /// <param name="mean">The right mean.</param>
    /// <param name="variance">The right biased variance.</param>
    protected abstract (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance);

    /// <summary>Mean and biased variance in two passes, divided by a count of the caller's.</summary>
    protected static (double Mean, double Variance) Moments(IReadOnlyCollection<double> values, double count)
    {
        double mean = values.Sum() / count;
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / count);
    }

    /// <summary>Mean and biased variance in two passes.</summary>
    protected static (double Mean, double Variance) Moments(IReadOnlyCollection<double> values) =>
        Moments(values, values.Count);
}
