using Parity.Comparison;

namespace Parity.Trust;

/// <summary>How a wrong kernel was caught.</summary>
/// <param name="Cases">Cases until then, the failing one included.</param>
/// <param name="Comparison">The comparison that failed.</param>
public sealed record Caught(int Cases, CaseComparison Comparison);
