using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Parameters;

/// <summary>Clamps a running variance below 0.</summary>
sealed class NegativeVarianceClamped<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => variance < 0 ? 0 : variance;
}

/// <summary>Takes the magnitude of a running variance.</summary>
sealed class NegativeVarianceTurned<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => Math.Abs(variance);
}

/// <summary>Clamps what is under the root: NaN becomes a large factor.</summary>
sealed class RadicandClamped<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => variance + eps < 0 ? 1e-12 : variance;
}

/// <summary>Refuses a running variance below 0.</summary>
sealed class NegativeVarianceRefused<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        foreach (double variance in running.Variance)
            ArgumentOutOfRangeException.ThrowIfNegative(variance);
        Inner.ForwardEval(input, parameters, running, eps, output);
    }
}

/// <summary>Takes a NaN among the running variances for 1.</summary>
sealed class NanVarianceTakenAsOne<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => double.IsNaN(variance) ? 1 : variance;
}

/// <summary>Takes an infinite running variance for 1.</summary>
sealed class InfiniteVarianceTakenAsOne<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => double.IsInfinity(variance) ? 1 : variance;
}

/// <summary>Clips a running variance at 10¹⁵.</summary>
sealed class HugeVarianceClipped<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => double.IsFinite(variance) ? Math.Min(variance, 1e15) : variance;
}

/// <summary>Flushes a subnormal running variance to zero.</summary>
sealed class SubnormalVarianceFlushed<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => T.IsSubnormal(T.CreateChecked(variance)) ? 0 : variance;
}

/// <summary>Takes the rule for a batch's own variance, a factor of 0 where it is 0 and eps too, for given ones.</summary>
sealed class BatchRuleForGivenVariance<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => variance == 0 && eps == 0 ? double.PositiveInfinity : variance;
}

/// <summary>Keeps given variances above 10⁻³⁰.</summary>
sealed class GivenVarianceKeptFromZero<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Variance(double variance, double eps) => variance >= 0 ? Math.Max(variance, 1e-30) : variance;
}

/// <summary>Loses an eps that is no float.</summary>
sealed class TinyEpsLost<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Eps(double eps) => (float)eps == 0 ? 0 : eps;
}

/// <summary>Takes a NaN among the running means for 0.</summary>
sealed class NanMeanTakenAsZero<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Mean(double mean) => double.IsNaN(mean) ? 0 : mean;
}

/// <summary>Takes an infinite running mean for 0.</summary>
sealed class InfiniteMeanTakenAsZero<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Mean(double mean) => double.IsInfinity(mean) ? 0 : mean;
}

/// <summary>Clips a running mean at ±1000.</summary>
sealed class HugeMeanClipped<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Mean(double mean) => double.IsFinite(mean) ? Math.Clamp(mean, -1000, 1000) : mean;
}

/// <summary>Falls back to the batch's own statistics where a given one is NaN.</summary>
sealed class BatchStatisticsForNan<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        int channels = running.Mean.Length;
        bool broken = false;
        for (int c = 0; c < channels; c++)
            broken |= double.IsNaN(running.Mean[c]) || double.IsNaN(running.Variance[c]);
        if (broken)
            Inner.ForwardTraining(input, parameters, eps, output, new(new double[channels], new double[channels]));
        else
            Inner.ForwardEval(input, parameters, running, eps, output);
    }
}
