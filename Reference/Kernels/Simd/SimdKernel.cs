using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels.Simd;

namespace Parity.Reference.Kernels;

/// <summary>
/// Vectorised and parallel, with double accumulators; the same bits on every instruction set, for every number of
/// threads and in every memory order.
/// </summary>
/// <remarks>
/// Every pass sums, makes coefficients of the sums (<see cref="FourChannels{T}"/>), and maps. Where the channels of a position
/// lie side by side, the whole tensor is summed and then mapped, row by row (<see cref="RowSums{T, TSum}"/>,
/// <see cref="RowMap{T, TMap}"/>); in any other memory order a block of channels is, and then the next one, plane by plane
/// (<see cref="ContiguousPlanes{T}"/>) or in pieces that are copied (<see cref="AnyStrides{T}"/>).
/// How a channel is summed is told by <see cref="SumOrder"/>, how an element is computed by <see cref="IElementMap"/>. Each
/// loop over elements is a method that is never inlined: a caller that takes one in uses up the compiler's budget for
/// inlining, and what the loop does for each vector becomes a call (measured: seven times slower).
/// </remarks>
/// <typeparam name="T">Element type: float or double.</typeparam>
public sealed unsafe class SimdKernel<T> : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The size of a tensor from which on a forward's result is stored past the caches; half of it in backward, which wants
    // two tensors to stay there. Measured on an EPYC with 32 MiB of last-level cache, shared with others: training forward
    // of 32x256x14x14, 6.1 MiB, channels-last, takes 0.29 to 1.1 ns an element through the caches and 0.25 to 0.30 past
    // them; backward of 4096x256, 4 MiB, 0.48 to 1.4 and 0.42 to 0.5. Eval alone would wait for 8 MiB.
    const long DefaultStreamBytes = 6 << 20;

    // Measured there, one thread and two: at 16,384 elements two are slower (backward of 64x256 0.60 ns an element and 0.64 to
    // 1.2), at 32,768 as fast, at 65,536 faster in training and backward (128x512: 0.34 and 0.27, 0.60 and 0.39) and as fast
    // in eval (0.10 to 0.16 and 0.12).
    const long DefaultElementsForThreads = 1 << 16;

    readonly int maxThreads;
    readonly nint elementsForThreads;
    readonly long streamBytes;

    /// <summary>A kernel that works on the calling thread and up to <paramref name="maxThreads"/> - 1 others.</summary>
    /// <param name="maxThreads">The largest number of threads; results do not depend on it.</param>
    /// <param name="elementsForThreads">Below this many elements another thread costs more than it saves.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one thread.</exception>
    /// <exception cref="NotSupportedException">The element type is neither float nor double.</exception>
    public SimdKernel(int maxThreads, long elementsForThreads = DefaultElementsForThreads)
        : this(maxThreads, elementsForThreads, DefaultStreamBytes)
    {
    }

    /// <summary>A kernel that streams results of tensors of so many bytes, in backward of half as many.</summary>
    internal SimdKernel(int maxThreads, long elementsForThreads, long streamBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxThreads);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"the simd kernel takes float and double, not {typeof(T).Name}");
        (this.maxThreads, this.elementsForThreads, this.streamBytes) = (maxThreads, (nint)elementsForThreads, streamBytes);
    }

    /// <inheritdoc/>
    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch) =>
        Forward(input, parameters, output, batch, (eps, true));

    /// <inheritdoc/>
    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Forward(input, parameters, output, running, (eps, false));

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        fixed (T* x = &TensorMarshal.GetReference(pass.Input), dy = &TensorMarshal.GetReference(pass.GradOutput))
        fixed (T* dx = &TensorMarshal.GetReference(gradients.GradInput), weight = pass.Weight)
        fixed (T* gradWeight = gradients.GradWeight, gradBias = gradients.GradBias)
        fixed (double* mean = pass.Statistics.Mean, variance = pass.Statistics.Variance)
        {
            var channels = new ChannelPass<T>
            {
                Input = new(x, pass.Input.Lengths, pass.Input.Strides),
                GradOutput = new(dy, pass.GradOutput.Lengths, pass.GradOutput.Strides),
                Weight = weight,
                Mean = mean,
                Variance = variance,
                Eps = eps,
                Training = training,
                GradWeight = gradWeight,
                GradBias = gradBias,
            };
            if (gradients.GradInput.Rank != 0)
                channels.Result = new(dx, gradients.GradInput.Lengths, gradients.GradInput.Strides);
            channels.Stream = !channels.Result.IsAbsent && 2 * Bytes(pass.Input) >= streamBytes;
            ChannelPassRunner<T>.Backward(channels, Threads(pass.Input));
        }
    }

    void Forward(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in TensorSpan<T> output,
        in ChannelStatistics statistics,
        (double Eps, bool Training) mode)
    {
        fixed (T* x = &TensorMarshal.GetReference(input), y = &TensorMarshal.GetReference(output))
        fixed (T* weight = parameters.Weight, bias = parameters.Bias)
        fixed (double* mean = statistics.Mean, variance = statistics.Variance)
        {
            var pass = new ChannelPass<T>
            {
                Input = new(x, input.Lengths, input.Strides),
                Result = new(y, output.Lengths, output.Strides),
                Weight = weight,
                Bias = bias,
                Mean = mean,
                Variance = variance,
                Eps = mode.Eps,
                Training = mode.Training,
                Stream = Bytes(input) >= streamBytes,
            };
            if (mode.Training)
                ChannelPassRunner<T>.ForwardTraining(pass, Threads(input));
            else
                ChannelPassRunner<T>.ForwardEval(pass, Threads(input));
        }
    }

    static long Bytes(in ReadOnlyTensorSpan<T> tensor) => tensor.FlattenedLength * sizeof(T);

    int Threads(in ReadOnlyTensorSpan<T> input) => input.FlattenedLength < elementsForThreads ? 1 : maxThreads;
}
