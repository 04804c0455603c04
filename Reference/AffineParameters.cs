namespace Parity.Reference;

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
