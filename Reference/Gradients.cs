using System.Numerics.Tensors;

namespace Parity.Reference;

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
