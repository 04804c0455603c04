namespace Parity.Oracles;

/// <summary>Whether an oracle can be loaded here.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Version">Version of the library; null when it cannot be loaded.</param>
/// <param name="Reason">Why it cannot be loaded, and what would help; null when it can.</param>
public sealed record OracleStatus(string Name, string? Version, string? Reason);
