namespace Parity.Comparison;

/// <summary>The words for verdicts, and what they do to the gate.</summary>
public static class VerdictNames
{
    /// <summary>As reports write it.</summary>
    public static string Words(this Verdict verdict) => verdict switch
    {
        Verdict.Agree => "agree",
        Verdict.OracleWorse => "oracle worse",
        Verdict.KernelWorse => "kernel worse",
        Verdict.Unexplained => "unexplained",
        Verdict.Vacuous => "vacuous",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary>Whether it fails the gate.</summary>
    public static bool Fails(this Verdict verdict) => verdict is not (Verdict.Agree or Verdict.OracleWorse);
}
