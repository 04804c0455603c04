namespace Parity.Reports;

/// <summary>How many cases had one value of one aspect of the generated space.</summary>
/// <param name="Aspect">What was looked at: <c>pattern</c>, <c>channels</c>, <c>values per channel</c> or <c>option</c>.</param>
/// <param name="Value">Its value in words; every report of one version has the same ones in the same order.</param>
/// <param name="Cases">Number of cases.</param>
public sealed record CoverageAspect(string Aspect, string Value, int Cases);
