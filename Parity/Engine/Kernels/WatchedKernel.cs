using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Kernels;

/// <summary>
/// A kernel under watch: it gets parameters and statistics in guarded memory of their own, what it is only to read is
/// compared with the original after each call, and what it throws leaves as a <see cref="KernelException"/>, whatever it is.
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
        GuardedMemory<T> weight = new(parameters.Weight), bias = new(parameters.Bias);
        // NaN shows an element that a kernel leaves unwritten, and one that it adds to.
        GuardedMemory<double> mean = new(batch.Mean.Length, double.NaN), variance = new(batch.Variance.Length, double.NaN);
        try
        {
            inner.ForwardTraining(input, new(weight.Span, bias.Span), eps, output, new(mean.Span, variance.Span));
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }

        ForwardWroteTo ??= Changed(parameters, weight, bias) ?? (mean.IsOverrun || variance.IsOverrun ? "memory beyond the batch's statistics" : null);
        mean.Span.CopyTo(batch.Mean);
        variance.Span.CopyTo(batch.Variance);
        GiveBack(weight, bias);
        GiveBack(mean, variance);
    }

    /// <inheritdoc/>
    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        GuardedMemory<T> weight = new(parameters.Weight), bias = new(parameters.Bias);
        GuardedMemory<double> mean = new(running.Mean), variance = new(running.Variance);
        try
        {
            inner.ForwardEval(input, new(weight.Span, bias.Span), new(mean.Span, variance.Span), eps, output);
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }

        ForwardWroteTo ??= Changed(parameters, weight, bias) ?? Changed(running, mean, variance);
        GiveBack(weight, bias);
        GiveBack(mean, variance);
    }

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        GuardedMemory<T> weight = new(pass.Weight);
        GuardedMemory<T> gradWeight = new(gradients.GradWeight.Length, T.NaN), gradBias = new(gradients.GradBias.Length, T.NaN);
        GuardedMemory<double> mean = new(pass.Statistics.Mean), variance = new(pass.Statistics.Variance);
        try
        {
            inner.Backward(
                new ForwardPass<T>
                {
                    GradOutput = pass.GradOutput,
                    Input = pass.Input,
                    Weight = weight.Span,
                    Statistics = new(mean.Span, variance.Span),
                },
                eps, training, new() { GradInput = gradients.GradInput, GradWeight = gradWeight.Span, GradBias = gradBias.Span });
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }

        BackwardWroteTo ??= Changed(weight, pass.Weight, "the weight") ?? Changed(pass.Statistics, mean, variance)
            ?? (gradWeight.IsOverrun ? "memory beyond grad_weight" : gradBias.IsOverrun ? "memory beyond grad_bias" : null);
        gradWeight.Span.CopyTo(gradients.GradWeight);
        gradBias.Span.CopyTo(gradients.GradBias);
        weight.GiveBack();
        GiveBack(gradWeight, gradBias);
        GiveBack(mean, variance);
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

    // Not of a kernel that threw: its threads may still write to it.
    static void GiveBack<TValue>(GuardedMemory<TValue> one, GuardedMemory<TValue> other)
        where TValue : unmanaged
    {
        one.GiveBack();
        other.GiveBack();
    }

    static string? Changed(in AffineParameters<T> parameters, GuardedMemory<T> weight, GuardedMemory<T> bias) =>
        Changed(weight, parameters.Weight, "the weight") ?? Changed(bias, parameters.Bias, "the bias");

    static string? Changed(in ChannelStatistics statistics, GuardedMemory<double> mean, GuardedMemory<double> variance) =>
        Changed(mean, statistics.Mean, "the given means") ?? Changed(variance, statistics.Variance, "the given variances");

    // Bits, so that a NaN is equal to itself and -0 is not 0.
    static string? Changed<TValue>(GuardedMemory<TValue> after, ReadOnlySpan<TValue> before, string what)
        where TValue : unmanaged =>
        !MemoryMarshal.AsBytes(before).SequenceEqual(MemoryMarshal.AsBytes(after.Span)) ? what
        : after.IsOverrun ? $"memory beyond {what}"
        : null;
}

/// <summary>A kernel under test threw.</summary>
/// <param name="thrown">What it threw.</param>
sealed class KernelException(Exception thrown) : Exception(thrown.Message, thrown)
{
    /// <summary>What is told of it.</summary>
    public KernelFailure Failure { get; } = KernelFailure.Of(thrown);
}
