namespace Parity.Reports;

/// <summary>A divergence that nobody knew of, or a known one that is gone.</summary>
/// <param name="Text">What happened, and what to do with the line.</param>
/// <param name="Line">The line to add, or to remove.</param>
public sealed record DivergenceProblem(string Text, string Line)
{
    /// <summary>Both on one line.</summary>
    public override string ToString() => $"{Text}: {Line}";
}
