using System.Numerics;
using System.Numerics.Tensors;

namespace Parity.Reference.Kernels;

/// <summary>
/// The arithmetic of batch normalisation over one element type: what a kernel is.
/// Modelled on <c>aten::native_batch_norm</c> and <c>native_batch_norm_backward</c>.
/// </summary>
/// <remarks>
/// Tensors are (N, C), (N, C, L) or (N, C, H, W) with any non-negative strides; every per-channel span has C elements.
/// The caller has checked shapes (<see cref="BatchNorm{T}"/> does), owns every buffer and may reuse it; a kernel writes
/// each element of what it is asked for, reads nothing it is to write, and keeps no state between calls.
/// A kernel may be called from several threads at once.
/// </remarks>
/// <typeparam name="T">Element type of the tensors and of the affine parameters.</typeparam>
public interface IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Normalises with the statistics of this batch, and hands them out.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="parameters">Weight and bias, each present or absent.</param>
    /// <param name="eps">Added to the variance under the root.</param>
    /// <param name="output">Receives <c>(input - mean) / sqrt(var + eps) * weight + bias</c>; same shape as the input.</param>
    /// <param name="batch">Receives the mean and the biased variance of each channel.</param>
    void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch);

    /// <summary>Normalises with given statistics.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="parameters">Weight and bias, each present or absent.</param>
    /// <param name="running">The running mean and variance of each channel; only read.</param>
    /// <param name="eps">Added to the variance under the root.</param>
    /// <param name="output">Receives the result; same shape as the input.</param>
    void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output);

    /// <summary>Derives the requested gradients of a forward pass.</summary>
    /// <param name="pass">The forward pass and the gradient that reached its output.</param>
    /// <param name="eps">The eps of the forward pass.</param>
    /// <param name="training">
    /// Whether <see cref="ForwardPass{T}.Statistics"/> are those of this batch, and so depend on the input.
    /// </param>
    /// <param name="gradients">Receives the gradients; an empty member is not asked for.</param>
    void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients);
}
