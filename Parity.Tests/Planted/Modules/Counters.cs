using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Modules;

/// <summary>Does not count the batch.</summary>
sealed class CounterStuck<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        long before = NumBatchesTracked;
        base.Forward(input, output);
        NumBatchesTracked = before;
    }
}

/// <summary>Counts batches in eval too.</summary>
sealed class CounterRunsInEval<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        NumBatchesTracked += Training ? 0 : 1;
    }
}

/// <summary>Counts each batch twice.</summary>
sealed class CounterTwice<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        NumBatchesTracked += Training ? 1 : 0;
    }
}

/// <summary>Counts samples, not batches.</summary>
sealed class CounterOfSamples<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        NumBatchesTracked += Training ? input.Lengths[0] - 1 : 0;
    }
}

/// <summary>Sticks at 256, as a counter held in bfloat16 does.</summary>
sealed class CounterSaturates<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        base.Forward(input, output);
        NumBatchesTracked = Math.Min(NumBatchesTracked, 256);
    }
}
