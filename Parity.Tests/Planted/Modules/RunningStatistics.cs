using System.Numerics;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Modules;

/// <summary>Keeps a share momentum of the old statistics, not of the new ones.</summary>
sealed class MomentumSwapped<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        double? momentum = Momentum;
        Momentum = 1 - momentum;
        base.UpdateRunningStats(count);
        Momentum = momentum;
    }
}

/// <summary>Uses torch's default, whatever the module's momentum is.</summary>
sealed class MomentumFixed<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options with { Momentum = 0.1 }, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Takes a momentum of 0 for none, and averages.</summary>
sealed class MomentumZeroTakenAsNull<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(
        dimensions, numFeatures, options with { Momentum = options.Momentum == 0 ? null : options.Momentum }, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Takes a momentum of null for torch's default.</summary>
sealed class MomentumNullTakenAsDefault<T>(
    int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options with { Momentum = options.Momentum ?? 0.1 }, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>The cumulative average counts the batch twice.</summary>
sealed class CumulativeAverageOffByOne<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        NumBatchesTracked++;
        base.UpdateRunningStats(count);
        NumBatchesTracked--;
    }
}

/// <summary>running_var takes the biased variance.</summary>
sealed class RunningVarBiased<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A count without end makes count / (count - 1) one.
    protected override void UpdateRunningStats(nint count) => base.UpdateRunningStats(nint.MaxValue);
}

/// <summary>running_var takes count / (count - 2), as if the variance were unbiased twice.</summary>
sealed class RunningVarUnbiasedTwice<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        T[]? before = RunningVar?.ToArray();
        base.UpdateRunningStats(count);
        T again = T.CreateChecked((double)count / (count - 1));
        for (int c = 0; c < NumFeatures; c++)
            RunningVar![c] = before![c] + (RunningVar[c] - before[c]) * again;
    }
}

/// <summary>Updates running_var only.</summary>
sealed class RunningMeanForgotten<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        T[] before = [.. RunningMean!];
        base.UpdateRunningStats(count);
        before.CopyTo(RunningMean!, 0);
    }
}

/// <summary>Updates every channel but the last.</summary>
sealed class LastRunningVarForgotten<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        T before = RunningVar![^1];
        base.UpdateRunningStats(count);
        RunningVar[^1] = before;
    }
}

/// <summary>Blends the deviation into running_var.</summary>
sealed class RunningVarOfStd<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        T[] before = [.. RunningVar!];
        base.UpdateRunningStats(count);
        double momentum = Momentum ?? 1.0 / NumBatchesTracked;
        for (int c = 0; c < NumFeatures; c++)
            RunningVar![c] = T.CreateChecked(
                (1 - momentum) * double.CreateChecked(before[c]) + momentum * Math.Sqrt(SavedVariance[c]));
    }
}

/// <summary>Blends the running statistics in float.</summary>
sealed class RunningStatisticsInFloat<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : PlantedModule<T>(dimensions, numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void UpdateRunningStats(nint count)
    {
        base.UpdateRunningStats(count);
        for (int c = 0; c < NumFeatures; c++)
            (RunningMean![c], RunningVar![c]) =
                (T.CreateChecked(float.CreateChecked(RunningMean[c])), T.CreateChecked(float.CreateChecked(RunningVar[c])));
    }
}
