using Parity.Cases;
using Parity.Comparison;

namespace Parity.Runs;

/// <summary>A trial after its way through a run.</summary>
/// <param name="Trial">The case with its numbers.</param>
/// <param name="Comparisons">One comparison per kernel that covers the case; empty when the oracle failed.</param>
/// <param name="OracleFailure">What happened to the oracle, or null.</param>
public sealed record JudgedTrial(Trial Trial, IReadOnlyList<CaseComparison> Comparisons, string? OracleFailure);
