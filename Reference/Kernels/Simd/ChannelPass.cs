using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>One call of the kernel by address: tensors, parameters and where results go; null for what is absent.</summary>
/// <remarks>Everything is pinned or outlives the call.</remarks>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct ChannelPass<T>
    where T : unmanaged
{
    /// <summary>The batch.</summary>
    public TensorView<T> Input;

    /// <summary>Gradient of the output; absent in forward.</summary>
    public TensorView<T> GradOutput;

    /// <summary>The output, or the gradient of the input.</summary>
    public TensorView<T> Result;

    /// <summary>Means: written by a training forward, else read.</summary>
    public double* Mean;

    /// <summary>Variances: written by a training forward, else read.</summary>
    public double* Variance;

    /// <summary>Scales, or null.</summary>
    public T* Weight;

    /// <summary>Shifts, or null.</summary>
    public T* Bias;

    /// <summary>Receives the weight's gradients, or null.</summary>
    public T* GradWeight;

    /// <summary>Receives the bias' gradients, or null.</summary>
    public T* GradBias;

    /// <summary>Added to the variance under the root.</summary>
    public double Eps;

    /// <summary>Whether the result is stored past the caches, which it would not fit into.</summary>
    public bool Stream;

    /// <summary>Whether the statistics are the batch's own.</summary>
    public bool Training;

    /// <summary>Whether backward sums over channels; with given statistics the input's gradient alone does not.</summary>
    public readonly bool NeedsSums => GradWeight != null || GradBias != null || (Training && !Result.IsAbsent);

    /// <summary>Makes streamed results visible to other threads; at the end of every unit that may have streamed.</summary>
    public readonly void EndUnit()
    {
        if (!Stream)
            return;
        if (Sse.IsSupported)
            Sse.StoreFence();
        else
            Thread.MemoryBarrier();
    }
}
