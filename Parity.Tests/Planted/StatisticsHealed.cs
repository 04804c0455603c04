using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Starts anew where a running statistic is ill, in eval too.</summary>
abstract class StatisticsHealed<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel, Func<T, bool> isIll)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        for (int c = 0; c < RunningMean?.Length; c++)
            RunningMean[c] = isIll(RunningMean[c]) ? T.Zero : RunningMean[c];
        for (int c = 0; c < RunningVar?.Length; c++)
            RunningVar[c] = isIll(RunningVar[c]) ? T.One : RunningVar[c];
        base.Forward(input, output);
    }
}
