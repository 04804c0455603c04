using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Modules;

/// <summary>Updates the running statistics in eval too.</summary>
sealed class RunningStatisticsFollowEval<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        if (!Training && TrackRunningStats)
            UpdateRunningStats(Math.Max(2, input.FlattenedLength / NumFeatures));
    }

    protected override void UpdateRunningStats(nint count)
    {
        if (Training || Momentum is not null)
            base.UpdateRunningStats(count);
    }
}

/// <summary>Updates the running statistics first, and normalises a training batch by them.</summary>
sealed class RunningStatisticsInTraining<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        if (!Training || !TrackRunningStats)
            return;
        long counted = NumBatchesTracked;
        Eval();
        base.Forward(input, output);
        Train();
        NumBatchesTracked = counted;
    }
}

/// <summary>Takes what belongs to training for what belongs to eval.</summary>
sealed class ModesSwapped<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        Train(!Training);
        base.Forward(input, output);
        Train(!Training);
    }
}

/// <summary>Without running statistics, eval normalises by mean 0 and variance 1.</summary>
sealed class UntrackedEvalNotNormalised<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly IBatchNormKernel<T> kernel = kernel;

    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        if (Training || TrackRunningStats)
            return;
        double[] ones = new double[NumFeatures];
        Array.Fill(ones, 1);
        kernel.ForwardEval(
            input, new AffineParameters<T>(Weight, Bias), new ChannelStatistics(new double[NumFeatures], ones), Eps, output);
    }
}

/// <summary>Keeps running statistics although it was told not to.</summary>
sealed class TrackingAlwaysOn<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options with { TrackRunningStats = true }, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Starts from weight 1 and bias 0 although it was told to have neither, and so learns them.</summary>
sealed class AffineAlwaysOn<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options with { Affine = true }, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Refuses a batch of one sample, though it has many values of each channel.</summary>
sealed class OneSampleRefused<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        if (Training && input.Lengths[0] == 1)
            throw new ArgumentException("Expected more than 1 value per channel when training");
        base.Forward(input, output);
    }
}
