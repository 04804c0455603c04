namespace Parity.Reference.Kernels.Libtorch;

/// <summary>
/// <c>torch.sqrt</c> of a tensor: the one step that goes to a processor vendor's library, and is not rounded correctly
/// there.
/// </summary>
public interface ITensorRoot
{
    /// <summary>Whether these are the library's own bits.</summary>
    bool IsTheLibrarys { get; }

    /// <summary>Replaces values by their roots.</summary>
    void Apply(Span<float> values);

    /// <summary>Replaces values by their roots.</summary>
    void Apply(Span<double> values);
}

/// <summary>The correctly rounded root: within one unit in the last place of the library's.</summary>
public sealed class CorrectRoot : ITensorRoot
{
    /// <inheritdoc/>
    public bool IsTheLibrarys => false;

    /// <inheritdoc/>
    public void Apply(Span<float> values)
    {
        foreach (ref float value in values)
            value = MathF.Sqrt(value);
    }

    /// <inheritdoc/>
    public void Apply(Span<double> values)
    {
        foreach (ref double value in values)
            value = Math.Sqrt(value);
    }
}
