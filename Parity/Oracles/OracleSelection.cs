namespace Parity.Oracles;

/// <summary>The oracle that was opened, and those that <c>auto</c> passed over.</summary>
/// <param name="Oracle">The oracle; the receiver disposes it.</param>
/// <param name="PassedOver">Oracles that come first in order and cannot be loaded, with the reasons.</param>
public sealed record OracleSelection(IOracle Oracle, IReadOnlyList<OracleStatus> PassedOver);
