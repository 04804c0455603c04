namespace Parity.Reports.Diff;

/// <summary>A number that is not the same in both reports.</summary>
/// <param name="Name">Which.</param>
/// <param name="Before">In the first; null where it has none.</param>
/// <param name="After">In the second; null where it has none.</param>
/// <param name="Change">What that means.</param>
public sealed record DiffNumber(string Name, double? Before, double? After, Change Change);
