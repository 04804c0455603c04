using Parity.Comparison;

namespace Parity.Sequences;

/// <summary>What differs between two modules.</summary>
/// <param name="Quantity">By torch's name; <c>error</c> and <c>options</c> beside the tensors.</param>
/// <param name="Reason">What happened, where numbers alone do not say it.</param>
/// <param name="Numbers">The numbers; null where there was nothing to compare number by number.</param>
public sealed record SnapshotDifference(string Quantity, string? Reason, TensorComparison? Numbers);
