namespace Parity.Reports;

/// <summary>How many tensors fell into one cell of a grid.</summary>
/// <param name="Column">Conditioning of the channel, by <see cref="ConditioningScale"/>.</param>
/// <param name="Row">Distance in ULP, by <see cref="UlpScale"/>.</param>
/// <param name="Count">Number of tensors.</param>
public readonly record struct GridCell(int Column, int Row, long Count);
