namespace Parity.Comparison;

/// <summary>What a comparison means.</summary>
public enum Verdict
{
    /// <summary>Within tolerance of the oracle.</summary>
    Agree,

    /// <summary>The kernel is right and the oracle's distance is explained by its own rounding.</summary>
    OracleWorse,

    /// <summary>The kernel is outside its error bound.</summary>
    KernelWorse,

    /// <summary>Rounding explains the difference on neither side: a difference in meaning.</summary>
    Unexplained,

    /// <summary>The comparison could not have failed.</summary>
    Vacuous,
}
