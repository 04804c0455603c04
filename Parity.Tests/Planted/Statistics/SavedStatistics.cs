using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Statistics;

/// <summary>Normalises by the batch, and leaves the saved statistics as they were.</summary>
sealed class SavedStatisticsStale<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        var own = new ChannelStatistics(batch.Mean.ToArray(), batch.Variance.ToArray());
        Inner.ForwardTraining(input, parameters, eps, output, own);
    }
}

/// <summary>Saves 1 / sqrt(var + eps) where the variance belongs.</summary>
sealed class InverseStdSavedAsVariance<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        foreach (ref double variance in batch.Variance)
            variance = 1 / Math.Sqrt(variance + eps);
    }
}

/// <summary>Saves the statistics of the last channel one place too early.</summary>
sealed class SavedStatisticsShifted<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        if (batch.Mean.Length < 2)
            return;
        batch.Mean[^2] = batch.Mean[^1];
        batch.Variance[^2] = batch.Variance[^1];
    }
}

/// <summary>Normalises by the biased variance, and saves the unbiased one.</summary>
sealed class SavedVarianceUnbiased<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        double count = (double)input.FlattenedLength / batch.Mean.Length;
        foreach (ref double variance in batch.Variance)
            variance *= count / (count - 1);
    }
}
