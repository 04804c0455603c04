using System.Text.Json.Serialization;
using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>What one quantity of one case came to, kernel against oracle and both against exact.</summary>
/// <remarks>The numbers are 0 where there was nothing to compare number by number. Names are short, since journals repeat them.</remarks>
sealed record QuantityOutcome
{
    /// <summary>What was compared.</summary>
    [JsonPropertyName("q")]
    public required Quantity Quantity { get; init; }

    /// <summary>What it means.</summary>
    [JsonPropertyName("v")]
    public required Verdict Verdict { get; init; }

    /// <summary>Whether all elements agree under <c>torch.allclose</c>'s defaults.</summary>
    [JsonPropertyName("ac"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Allclose { get; init; }

    /// <summary>Whether all elements agree under <c>torch.testing.assert_close</c>'s defaults.</summary>
    [JsonPropertyName("cl"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AssertClose { get; init; }

    /// <summary>Largest absolute difference.</summary>
    [JsonPropertyName("abs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double MaxAbs { get; init; }

    /// <summary>Largest difference relative to the oracle's value.</summary>
    [JsonPropertyName("rel"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double MaxRel { get; init; }

    /// <summary>Largest distance of kernel and oracle in representable values.</summary>
    [JsonPropertyName("ulp"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long MaxUlp { get; init; }

    /// <summary>The kernel's largest error as a multiple of its bound.</summary>
    [JsonPropertyName("ks"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double KernelShare { get; init; }

    /// <summary>The oracle's largest error as a multiple of its own bound.</summary>
    [JsonPropertyName("os"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double OracleShare { get; init; }

    /// <summary>The kernel's largest distance from exact in representable values.</summary>
    [JsonPropertyName("ku"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelUlp { get; init; }

    /// <summary>The oracle's largest distance from exact in representable values.</summary>
    [JsonPropertyName("ou"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long OracleUlp { get; init; }

    /// <summary>The kernel's largest error as a multiple of what the next stricter standard allows.</summary>
    [JsonPropertyName("ts"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double TighterShare { get; init; }

    /// <summary>Elements whose error nothing limits, the kernel's or the oracle's.</summary>
    [JsonPropertyName("ub"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Unbounded { get; init; }

    /// <summary>Elements in which no bound limits the oracle's error, and its known bits explain it.</summary>
    [JsonPropertyName("bb"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ByBits { get; init; }

    /// <summary>How far the kernel is from exact; null where there was nothing to compare number by number, and for counters.</summary>
    public ErrorSample? KernelErrors { get; init; }

    /// <summary>How far the oracle is from exact, likewise.</summary>
    public ErrorSample? OracleErrors { get; init; }

    /// <summary>Whether the comparison could not have failed, as the case declares.</summary>
    [JsonPropertyName("dv"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DeclaredVacuous { get; init; }

    /// <summary>What, where and by how much, where the two did not simply agree.</summary>
    public Disagreement? Disagreement { get; init; }

    /// <summary>The outcome of one quantity of a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="judged">One of its quantities.</param>
    /// <param name="replay">Command line that shows the case again.</param>
    /// <param name="samples">What was counted of the case before.</param>
    public static QuantityOutcome Of(CaseComparison comparison, QuantityComparison judged, string replay, CaseSamples samples)
    {
        QuantityOutcome outcome = samples.Of(judged, () => Numbers(comparison, judged, samples));
        return judged.Verdict == Verdict.Agree ? outcome : outcome with { Disagreement = DisagreementRecord.Of(comparison, judged, replay) };
    }

    static QuantityOutcome Numbers(CaseComparison comparison, QuantityComparison judged, CaseSamples samples)
    {
        var outcome = new QuantityOutcome { Quantity = judged.Quantity, Verdict = judged.Verdict };
        if (judged is not { Comparison: { } numbers, Judgement: { } judgement, Kernel: { } kernel, Oracle: { } oracle })
            return outcome;
        int Column(int position) => ConditioningScale.Column(comparison.ConditioningOf(judged.Quantity, position));
        ErrorSample own = ErrorSample.Of(kernel, oracle.Exact, oracle.ExactPlaces, judged.KernelBound, Column);
        ErrorSample oracles = samples.Of(oracle, judged.OracleBound, Column);
        bool counter = numbers.Actual.DType == DType.Int64;
        return outcome with
        {
            Allclose = numbers.Allclose,
            AssertClose = numbers.AssertClose,
            MaxAbs = numbers.MaxAbs,
            MaxRel = numbers.MaxRel,
            MaxUlp = numbers.MaxUlp,
            KernelShare = judgement.KernelShare,
            OracleShare = judgement.OracleShare,
            TighterShare = judged.TighterShare,
            Unbounded = judged.Unbounded,
            ByBits = judged.ByBits,
            KernelUlp = own.Largest,
            OracleUlp = oracles.Largest,
            KernelErrors = counter ? null : own,
            OracleErrors = counter ? null : oracles,
            DeclaredVacuous = numbers.VacuousBecause is not null && judged.Verdict != Verdict.Vacuous,
        };
    }
}
