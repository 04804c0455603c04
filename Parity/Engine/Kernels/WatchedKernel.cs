using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels;

namespace Parity.Kernels;

/// <summary>A kernel under watch: parameters and statistics that it is only to read are compared with copies after each call.</summary>
/// <param name="inner">The kernel under test.</param>
/// <typeparam name="T">Element type.</typeparam>
sealed class WatchedKernel<T>(IBatchNormKernel<T> inner) : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a forward pass wrote to that it was only to read, or null.</summary>
    public string? ForwardWroteTo { get; private set; }

    /// <summary>What a backward pass wrote to that it was only to read, or null.</summary>
    public string? BackwardWroteTo { get; private set; }

    /// <inheritdoc/>
    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch)
    {
        (T[] weight, T[] bias) = (parameters.Weight.ToArray(), parameters.Bias.ToArray());
        inner.ForwardTraining(input, parameters, eps, output, batch);
        ForwardWroteTo ??= Changed(parameters, weight, bias);
    }

    /// <inheritdoc/>
    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        (T[] weight, T[] bias) = (parameters.Weight.ToArray(), parameters.Bias.ToArray());
        (double[] mean, double[] variance) = (running.Mean.ToArray(), running.Variance.ToArray());
        inner.ForwardEval(input, parameters, running, eps, output);
        ForwardWroteTo ??= Changed(parameters, weight, bias) ?? Changed(running, mean, variance);
    }

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        T[] weight = pass.Weight.ToArray();
        (double[] mean, double[] variance) = (pass.Statistics.Mean.ToArray(), pass.Statistics.Variance.ToArray());
        inner.Backward(pass, eps, training, gradients);
        BackwardWroteTo ??= (Same<T>(weight, pass.Weight) ? null : "the weight") ?? Changed(pass.Statistics, mean, variance);
    }

    static string? Changed(in AffineParameters<T> parameters, T[] weight, T[] bias) =>
        !Same<T>(weight, parameters.Weight) ? "the weight" : !Same<T>(bias, parameters.Bias) ? "the bias" : null;

    static string? Changed(in ChannelStatistics statistics, double[] mean, double[] variance) =>
        !Same<double>(mean, statistics.Mean) ? "the given means" : !Same<double>(variance, statistics.Variance) ? "the given variances" : null;

    // Bits, so that a NaN is equal to itself and -0 is not 0.
    static bool Same<TValue>(ReadOnlySpan<TValue> before, ReadOnlySpan<TValue> after)
        where TValue : unmanaged =>
        MemoryMarshal.AsBytes(before).SequenceEqual(MemoryMarshal.AsBytes(after));
}
