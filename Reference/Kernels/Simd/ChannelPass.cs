using System.Runtime.CompilerServices;
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

    /// <summary>Sets a channel's coefficients of forward.</summary>
    /// <param name="c">The channel.</param>
    /// <param name="table">Receives them.</param>
    /// <param name="place">Where in the table.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void SetForward(nint c, in CoefficientTable<T> table, nint place) =>
        table.SetForward(place, new(Mean[c], InverseStd(c), WeightOf(c), Bias == null ? 0 : Number.Widen(Bias[c]), 0));

    /// <summary>
    /// Stores the parameters' gradients that the sums give, and sets the coefficients of the input's gradient.
    /// </summary>
    /// <param name="c">The channel.</param>
    /// <param name="table">Receives the coefficients.</param>
    /// <param name="place">Where in the table.</param>
    /// <param name="sum">Σdy.</param>
    /// <param name="dot">Σdy · (x - mean).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FinishGradients(nint c, in CoefficientTable<T> table, nint place, double sum, double dot)
    {
        double inverseStd = InverseStd(c), count = Input.ValuesPerChannel;
        if (GradBias != null)
            GradBias[c] = Number.Narrow<T>(sum);
        if (GradWeight != null)
            GradWeight[c] = Number.Narrow<T>(dot * inverseStd);

        // dx = (dy - sum / M - x̂ · dot · invStd / M) · invStd · weight with x̂ = (x - mean) · invStd
        if (Training)
            table.SetBackward(place, new(Mean[c], inverseStd, WeightOf(c), sum / count, dot * inverseStd / count), dot, count);
        else
            table.SetScaling(place, new(0, inverseStd, WeightOf(c), 0, 0));
    }

    readonly double WeightOf(nint c) => Weight == null ? 1 : Number.Widen(Weight[c]);

    // torch's definition: a constant channel without eps has 0, not ∞, if the statistics are its own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly double InverseStd(nint c) =>
        Training && Variance[c] == 0 && Eps == 0 ? 0 : 1 / Math.Sqrt(Variance[c] + Eps);
}
