using System.Numerics.Tensors;

namespace Parity.Reference;

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
