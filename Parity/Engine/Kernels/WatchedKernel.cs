using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Kernels;

/// <summary>
/// A kernel under watch: parameters and statistics that it is only to read are compared with copies after each call, and
/// what it throws leaves as a <see cref="KernelException"/>, whatever it is.
/// </summary>
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
        try
        {
            inner.ForwardTraining(input, parameters, eps, output, batch);
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }

        ForwardWroteTo ??= Changed(parameters, weight, bias);
    }

    /// <inheritdoc/>
    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        (T[] weight, T[] bias) = (parameters.Weight.ToArray(), parameters.Bias.ToArray());
        (double[] mean, double[] variance) = (running.Mean.ToArray(), running.Variance.ToArray());
        try
        {
            inner.ForwardEval(input, parameters, running, eps, output);
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }

        ForwardWroteTo ??= Changed(parameters, weight, bias) ?? Changed(running, mean, variance);
    }

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        T[] weight = pass.Weight.ToArray();
        (double[] mean, double[] variance) = (pass.Statistics.Mean.ToArray(), pass.Statistics.Variance.ToArray());
        try
        {
            inner.Backward(pass, eps, training, gradients);
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }

        BackwardWroteTo ??= (Same<T>(weight, pass.Weight) ? null : "the weight") ?? Changed(pass.Statistics, mean, variance);
    }

    /// <summary>Makes a kernel and puts it under watch.</summary>
    /// <exception cref="KernelException">It cannot be made.</exception>
    public static WatchedKernel<T> Made(Func<int, IBatchNormKernel<T>> make, int threads)
    {
        try
        {
            return new(make(threads));
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }
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

/// <summary>A kernel under test threw.</summary>
/// <param name="thrown">What it threw.</param>
sealed class KernelException(Exception thrown) : Exception(thrown.Message, thrown)
{
    /// <summary>What is told of it.</summary>
    public KernelFailure Failure { get; } = KernelFailure.Of(thrown);
}
