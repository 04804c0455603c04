using Parity.Cases;

namespace Parity.Sequences;

/// <summary>All that can be seen of a module after a command.</summary>
/// <param name="Tensors">
/// By torch's names: weight, bias, running_mean, running_var, num_batches_tracked, grad_weight and grad_bias, each where
/// there is one; output and grad_input where the command made them.
/// </param>
/// <param name="Training">Whether the module is in training mode.</param>
/// <param name="Eps">The module's eps.</param>
/// <param name="Momentum">The module's momentum.</param>
/// <param name="Error">The error that the command raised, or null.</param>
public sealed record ModuleSnapshot(
    IReadOnlyDictionary<string, DenseTensor> Tensors, bool Training, double Eps, double? Momentum, LibraryError? Error);
