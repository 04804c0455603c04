using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Eval;

/// <summary>Leaves eps out in eval.</summary>
sealed class EpsMissingInEval<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(input, parameters, running, 0, output);
}

/// <summary>Takes the running variance for a deviation in eval.</summary>
sealed class VarianceTakenAsStdInEval<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        double[] squared = [.. running.Variance.ToArray().Select(value => value * value)];
        Inner.ForwardEval(input, parameters, new ChannelStatistics(running.Mean, squared), eps, output);
    }
}

/// <summary>Does not subtract the running mean in eval.</summary>
sealed class MeanIgnoredInEval<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(
            input, parameters, new ChannelStatistics(new double[running.Mean.Length], running.Variance), eps, output);
}

/// <summary>Normalises by the batch's own statistics in eval too.</summary>
sealed class BatchStatisticsInEval<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        int channels = running.Mean.Length;
        Inner.ForwardTraining(
            input, parameters, eps, output, new ChannelStatistics(new double[channels], new double[channels]));
    }
}

/// <summary>Leaves weight and bias out in eval.</summary>
sealed class AffineIgnoredInEval<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(input, default, running, eps, output);
}

/// <summary>Asks for two values of each channel in eval too.</summary>
sealed class OneValueRefusedInEval<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        if (new NchwSpan<T>(input).ValuesPerChannel == 1)
            throw new ArgumentException("Expected more than 1 value per channel when training");
        Inner.ForwardEval(input, parameters, running, eps, output);
    }
}
