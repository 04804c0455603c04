using Parity.Cases;

namespace Parity.Comparison;

/// <summary>What a comparison means.</summary>
enum Verdict
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

    /// <summary>The kernel threw an exception.</summary>
    Raised,

    /// <summary>The kernel did not end in time.</summary>
    Hung,

    /// <summary>The kernel took its process down.</summary>
    Died,
}

/// <summary>The words for verdicts, and what they do to the gate.</summary>
static class VerdictNames
{
    /// <summary>As reports write it.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Agree => "agree",
        Verdict.OracleWorse => "oracle worse",
        Verdict.KernelWorse => "kernel worse",
        Verdict.Unexplained => "unexplained",
        Verdict.Vacuous => "vacuous",
        Verdict.Raised => "raised",
        Verdict.Hung => "hung",
        Verdict.Died => "died",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary>The verdict on a kernel that gave no answer.</summary>
    public static Verdict Of(KernelEnd end) => end switch
    {
        KernelEnd.Raised => Verdict.Raised,
        KernelEnd.Hung => Verdict.Hung,
        KernelEnd.Died => Verdict.Died,
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, null),
    };

    /// <summary>Whether it fails the gate.</summary>
    public static bool Fails(this Verdict verdict) => verdict is not (Verdict.Agree or Verdict.OracleWorse);
}
