namespace Parity.Reports;

/// <summary>A place where the library departs from PyTorch, as it is known to.</summary>
/// <param name="Case">The bad use, or another behaviour, that shows it.</param>
/// <param name="Note">What it is about, in a few words.</param>
/// <param name="Says">What the library says there; null where it raises nothing.</param>
/// <param name="Instead">What PyTorch says there; null where it raises nothing.</param>
/// <param name="Follow">Whom our modules follow.</param>
public sealed record KnownDivergence(string Case, string Note, string? Says, string? Instead, string Follow);
