using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Parameters;

/// <summary>Takes a NaN among the biases for 0.</summary>
sealed class NanBiasTakenAsZero<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Bias(double bias) => double.IsNaN(bias) ? 0 : bias;
}

/// <summary>Takes an infinite bias for the largest number.</summary>
sealed class InfiniteBiasTakenAsLargest<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Bias(double bias) => double.IsInfinity(bias) ? Math.CopySign(1e37, bias) : bias;
}

/// <summary>Clips biases at ±1000.</summary>
sealed class BiasClipped<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Bias(double bias) => Math.Clamp(bias, -1000, 1000);
}

/// <summary>Takes a bias of 0 in one channel for no bias at all.</summary>
sealed class BiasLostWithOneZero<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch) =>
        Inner.ForwardTraining(input, new(parameters.Weight, Seen(parameters.Bias)), eps, output, batch);

    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output) =>
        Inner.ForwardEval(input, new(parameters.Weight, Seen(parameters.Bias)), running, eps, output);

    static ReadOnlySpan<T> Seen(ReadOnlySpan<T> bias) => bias.Contains(T.Zero) ? [] : bias;
}

/// <summary>Takes a channel whose weight is 0 to be all 0, and forgets its bias.</summary>
sealed class BiasLostWhereWeightIsZero<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch) =>
        Inner.ForwardTraining(input, Seen(parameters), eps, output, batch);

    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output) =>
        Inner.ForwardEval(input, Seen(parameters), running, eps, output);

    static AffineParameters<T> Seen(AffineParameters<T> parameters)
    {
        if (parameters.Weight.IsEmpty || parameters.Bias.IsEmpty)
            return parameters;
        T[] bias = parameters.Bias.ToArray();
        for (int c = 0; c < bias.Length; c++)
            if (parameters.Weight[c] == T.Zero)
                bias[c] = T.Zero;
        return new AffineParameters<T>(parameters.Weight, bias);
    }
}
