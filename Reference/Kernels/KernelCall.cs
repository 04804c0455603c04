using System.Numerics.Tensors;

namespace Parity.Reference.Kernels;

/// <summary>The scale and shift of each channel; an empty span means that there is none.</summary>
/// <param name="weight">C scales, or empty for 1.</param>
/// <param name="bias">C shifts, or empty for 0.</param>
/// <typeparam name="T">Element type.</typeparam>
public readonly ref struct AffineParameters<T>(ReadOnlySpan<T> weight, ReadOnlySpan<T> bias)
{
    /// <summary>C scales, or empty for 1.</summary>
    public ReadOnlySpan<T> Weight { get; } = weight;

    /// <summary>C shifts, or empty for 0.</summary>
    public ReadOnlySpan<T> Bias { get; } = bias;
}

/// <summary>Mean and variance of each channel, in double whatever the tensors hold.</summary>
/// <remarks>
/// torch saves them in the tensors' type. Double keeps the mean's low bits, which backward and the running statistics
/// need when the mean is large beside the deviation; running statistics widen to it without rounding.
/// </remarks>
/// <param name="mean">C means.</param>
/// <param name="variance">C variances; biased (divided by the count) where they are a batch's own.</param>
public readonly ref struct ChannelStatistics(Span<double> mean, Span<double> variance)
{
    /// <summary>C means.</summary>
    public Span<double> Mean { get; } = mean;

    /// <summary>C variances; biased where they are a batch's own.</summary>
    public Span<double> Variance { get; } = variance;
}

/// <summary>What backward reads: a forward pass and the gradient that reached its output.</summary>
/// <typeparam name="T">Element type.</typeparam>
public readonly ref struct ForwardPass<T>
{
    /// <summary>Gradient with respect to the output, in the input's shape, with strides of its own.</summary>
    public required ReadOnlyTensorSpan<T> GradOutput { get; init; }

    /// <summary>The input of the forward pass.</summary>
    public required ReadOnlyTensorSpan<T> Input { get; init; }

    /// <summary>C scales, or empty for 1.</summary>
    public required ReadOnlySpan<T> Weight { get; init; }

    /// <summary>The statistics that the forward pass normalised with; only read.</summary>
    public required ChannelStatistics Statistics { get; init; }
}

/// <summary>Where backward writes; a member left at its default is not asked for.</summary>
/// <typeparam name="T">Element type.</typeparam>
public readonly ref struct Gradients<T>
{
    /// <summary>Gradient with respect to the input, in the input's shape.</summary>
    public TensorSpan<T> GradInput { get; init; }

    /// <summary>C gradients with respect to the weight.</summary>
    public Span<T> GradWeight { get; init; }

    /// <summary>C gradients with respect to the bias.</summary>
    public Span<T> GradBias { get; init; }
}
