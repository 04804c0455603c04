namespace Parity.Reports;

/// <summary>When a run took place and how long it took.</summary>
/// <param name="Started">Start in UTC.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="OracleSeconds">Wall time spent waiting for the oracle's answers.</param>
public sealed record RunTiming(DateTimeOffset Started, double Seconds, double OracleSeconds);
