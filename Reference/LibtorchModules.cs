using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Reference;

/// <summary>
/// Modules whose running statistics are blended as libtorch does it: in the element type over dense memory, in double over any other strides.
/// </summary>
/// <remarks>To blend them it takes the sums of a training batch a second time.</remarks>
public sealed class LibtorchModules : ModuleFactory
{
    /// <inheritdoc/>
    public override BatchNorm<T> Create<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel) =>
        new Module<T>(dimensions, numFeatures, options, kernel);

    sealed class Module<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
        : BatchNorm<T>(numFeatures, options, kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        readonly LibtorchKernel<T> libtorch = new();

        public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
        {
            base.Forward(input, output);
            if (Training && TrackRunningStats && input.FlattenedLength > 0 && RunningMean is { } mean && RunningVar is { } variance)
                libtorch.UpdateRunning(input, Momentum ?? 1.0 / NumBatchesTracked, mean, variance);
        }

        protected override void CheckRank(int rank)
        {
            bool fits = dimensions == 1 ? rank is 2 or 3 : rank == 4;
            if (!fits)
                throw new ArgumentException($"expected {(dimensions == 1 ? "2D or 3D" : "4D")} input (got {rank}D input)");
        }

        // After the pass, from the batch itself.
        protected override void UpdateRunningStats(nint count)
        {
        }
    }
}
