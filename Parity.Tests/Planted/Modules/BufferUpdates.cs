using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Modules;

/// <summary>With a momentum of 1 copies the batch's statistics: what was NaN or ∞ is healed.</summary>
sealed class MomentumOneCopies<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        if (Momentum == 1)
            ResetRunningStatistics();
        base.UpdateRunningStats(count);
    }

    void ResetRunningStatistics()
    {
        RunningMean?.AsSpan().Clear();
        RunningVar?.AsSpan().Clear();
    }
}

/// <summary>With a momentum of 0 leaves the statistics alone: a NaN or ∞ of the batch does not reach them.</summary>
sealed class MomentumZeroReturns<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        if (Momentum != 0)
            base.UpdateRunningStats(count);
    }
}

/// <summary>Clips momentum to 0..1.</summary>
sealed class MomentumClipped<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options with { Momentum = options.Momentum is { } momentum ? Math.Clamp(momentum, 0, 1) : null }, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Starts anew where a running statistic is NaN.</summary>
sealed class NanStatisticsHealed<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : StatisticsHealed<T>(dimensions, numFeatures, options, kernel, T.IsNaN)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Starts anew where a running statistic is infinite.</summary>
sealed class InfiniteStatisticsHealed<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : StatisticsHealed<T>(dimensions, numFeatures, options, kernel, T.IsInfinity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Keeps running variances at 0 or more.</summary>
sealed class RunningVarKeptPositive<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        base.UpdateRunningStats(count);
        for (int c = 0; c < RunningVar?.Length; c++)
            RunningVar[c] = RunningVar[c] < T.Zero ? T.Zero : RunningVar[c];
    }
}

/// <summary>Flushes subnormal running statistics to zero.</summary>
sealed class SubnormalStatisticsFlushed<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        foreach (T[]? statistics in new[] { RunningMean, RunningVar })
            for (int c = 0; c < statistics?.Length; c++)
                statistics[c] = T.IsSubnormal(statistics[c]) ? T.Zero : statistics[c];
    }
}

/// <summary>Makes NaN among the weights zeros when it normalises: a broken model looks well.</summary>
sealed class NanWeightsHealed<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        for (int c = 0; c < Weight?.Length; c++)
            Weight[c] = T.IsNaN(Weight[c]) ? T.Zero : Weight[c];
        base.Forward(input, output);
    }
}
