using System.Globalization;
using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Turns a comparison that did not simply agree into its record.</summary>
public static class DisagreementRecord
{
    /// <summary>The record of one quantity.</summary>
    public static Disagreement Of(CaseComparison comparison, QuantityComparison judged, string replay)
    {
        Disagreement record = Empty(comparison, judged.Quantity.TorchName(), judged.Verdict, judged.Reason, replay);
        if (judged is not { Comparison: { } numbers, Judgement: { } judgement, Exact: { } exact })
            return record;
        record = record with
        {
            Dtype = numbers.Expected.DType.TorchName(),
            Elements = numbers.Expected.Count,
            Mismatches = judgement.Mismatches,
            FirstIndex = judgement.First < 0 ? null : numbers.Expected.IndexOf(judgement.First),
        };
        return judgement.Worst < 0 ? record : WithWorst(record, numbers, judgement, exact);
    }

    /// <summary>The record of an error on one side only.</summary>
    public static Disagreement OfErrors(CaseComparison comparison, string mismatch, string replay) =>
        Empty(comparison, "error", Verdict.Unexplained, mismatch, replay);

    static Disagreement Empty(CaseComparison comparison, string quantity, Verdict verdict, string? reason, string replay) => new()
    {
        Case = comparison.Trial.Descriptor,
        FoundAs = comparison.Trial.Descriptor,
        Kernel = comparison.Kernel,
        Quantity = quantity,
        Dtype = comparison.Trial.Case.DType.TorchName(),
        Verdict = verdict.Words(),
        Fails = verdict.Fails(),
        Reason = reason,
        Replay = replay,
    };

    static Disagreement WithWorst(Disagreement record, TensorComparison numbers, Judgement judgement, DenseTensor exact)
    {
        int at = judgement.Worst;
        double expected = numbers.Expected[at], actual = numbers.Actual[at];
        DType dtype = numbers.Actual.DType;
        return record with
        {
            Index = numbers.Expected.IndexOf(at),
            Expected = expected,
            Actual = actual,
            ExpectedBits = Bits(numbers.Expected, at),
            ActualBits = Bits(numbers.Actual, at),
            AbsDiff = Math.Abs(actual - expected),
            Allowed = numbers.Tolerance.Allowed(expected),
            Limit = $"assert_close's {numbers.Tolerance}",
            Ulp = UlpBetween(dtype, actual, expected),
            Exact = exact[at],
            KernelUlpFromExact = UlpBetween(dtype, actual, exact[at]),
            OracleUlpFromExact = UlpBetween(dtype, expected, exact[at]),
            KernelShare = judgement.KernelShare,
            OracleShare = judgement.OracleShare,
        };
    }

    /// <summary>Distance in representable values of the given type.</summary>
    public static long UlpBetween(DType dtype, double a, double b) => dtype switch
    {
        DType.Float32 => Ulp.Distance((float)a, (float)b),
        DType.Float64 => Ulp.Distance(a, b),
        _ => (long)Math.Abs(a - b),
    };

    static string Bits(DenseTensor tensor, int at) => tensor.DType switch
    {
        DType.Float32 => string.Create(CultureInfo.InvariantCulture, $"0x{BitConverter.SingleToUInt32Bits(tensor.Values<float>()[at]):X8}"),
        DType.Float64 => string.Create(CultureInfo.InvariantCulture, $"0x{BitConverter.DoubleToUInt64Bits(tensor.Values<double>()[at]):X16}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{tensor.Values<long>()[at]:X16}"),
    };
}
