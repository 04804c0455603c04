using Parity.Reference.Kernels.Libtorch;
using TorchSharp;

namespace Parity.Oracles;

/// <summary><c>torch.sqrt</c> itself.</summary>
sealed class TorchSharpRoot : ITensorRoot
{
    /// <inheritdoc/>
    public bool IsTheLibrarys => true;

    /// <inheritdoc/>
    public void Apply(Span<float> values)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.tensor(values.ToArray()).sqrt().data<float>().ToArray().CopyTo(values);
    }

    /// <inheritdoc/>
    public void Apply(Span<double> values)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.tensor(values.ToArray()).sqrt().data<double>().ToArray().CopyTo(values);
    }
}
