using Parity.Cases;

namespace Parity.Sequences;

/// <summary>Our module in one element type, which callers need not know.</summary>
abstract class KernelModule
{
    public abstract DType DType { get; }

    public abstract bool Training { get; }

    public abstract double Eps { get; }

    public abstract double? Momentum { get; }

    /// <summary>Forward, and backward where asked for; adds output and grad_input.</summary>
    public abstract void Run(Trial trial, bool backward, Dictionary<string, DenseTensor> made);

    /// <summary>A command that takes no data and keeps the element type.</summary>
    public abstract void Set(ModuleCommand command);

    /// <summary>A fresh module of the same type after it has loaded what this one saves.</summary>
    public abstract KernelModule Reloaded(KernelModule fresh);

    /// <summary>Adds parameters, buffers and gradients under torch's names.</summary>
    public abstract void AddState(Dictionary<string, DenseTensor> state);

    /// <summary>Takes parameters, buffers and gradients from a state, of whatever floating-point type.</summary>
    public abstract void Restore(IReadOnlyDictionary<string, DenseTensor> state);
}
