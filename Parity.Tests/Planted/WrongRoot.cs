using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for 1 / sqrt(var + eps), which a defect replaces; forward, eval and backward alike.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class WrongRoot<T> : PlantedKernel<T>
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
        Inner.ForwardEval(input, parameters, Pretended(batch, eps), eps, output);
    }

    public sealed override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(input, parameters, Pretended(running, eps), eps, output);

    public sealed override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var wrong = new ForwardPass<T>
        {
            GradOutput = pass.GradOutput,
            Input = pass.Input,
            Weight = pass.Weight,
            Statistics = Pretended(pass.Statistics, eps),
        };
        Inner.Backward(wrong, eps, training, gradients);
    }

    /// <summary>The defect's 1 / sqrt(var + eps).</summary>
    protected abstract double InverseStd(double variance, double eps);

    // The real kernel is given the variance that leads it to the wrong root.
    ChannelStatistics Pretended(ChannelStatistics statistics, double eps)
    {
        double[] variance = statistics.Variance.ToArray();
        for (int c = 0; c < variance.Length; c++)
        {
            double wrong = InverseStd(variance[c], eps);
            if (wrong != 1 / Math.Sqrt(variance[c] + eps))
                variance[c] = 1 / (wrong * wrong) - eps;
        }

        return new ChannelStatistics(statistics.Mean, variance);
    }
}
