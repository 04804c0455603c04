namespace Parity.Cases;

/// <summary>A case with its numbers: what kernel and oracle both receive.</summary>
/// <param name="Descriptor">One shell-safe word that leads back to this trial.</param>
/// <param name="Case">The case.</param>
/// <param name="Inputs">Its numbers.</param>
public sealed record Trial(string Descriptor, BatchNormCase Case, BatchNormInputs Inputs);
