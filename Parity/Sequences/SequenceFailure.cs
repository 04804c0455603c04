using Parity.Comparison;

namespace Parity.Sequences;

/// <summary>The first difference between two modules in a sequence.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Command">Position of the command after which it shows, from 0.</param>
/// <param name="Quantity">What differs, by torch's name; <c>error</c> where one side raised one.</param>
/// <param name="Reason">What happened, where numbers alone do not say it.</param>
/// <param name="Numbers">The numbers; null where there was nothing to compare number by number.</param>
public sealed record SequenceFailure(
    ModuleSequence Sequence, string Kernel, int Command, string Quantity, string? Reason, TensorComparison? Numbers)
{
    /// <summary>The sequence up to the command after which the difference shows.</summary>
    public ModuleSequence Trimmed => Sequence with { Commands = Sequence.Commands[..(Command + 1)] };
}
