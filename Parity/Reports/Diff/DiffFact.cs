namespace Parity.Reports.Diff;

/// <summary>Something that two reports say differently about their whole runs, such as the oracle.</summary>
/// <param name="Name">What.</param>
/// <param name="Before">In the first.</param>
/// <param name="After">In the second.</param>
/// <param name="Change">What that means.</param>
public sealed record DiffFact(string Name, string Before, string After, Change Change);
