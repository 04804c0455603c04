using System.Globalization;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Comparison;
using Parity.Reference;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Turns a comparison that did not simply agree into its record.</summary>
static class DisagreementRecord
{
    /// <summary>What stands for a quantity where one side raised an error, or the kernel gave no answer.</summary>
    public const string ErrorQuantity = "error";

    /// <summary>The record of one quantity.</summary>
    public static Disagreement Of(CaseComparison comparison, QuantityComparison judged, string replay)
    {
        Disagreement record = Empty(comparison, judged.Quantity.TorchName(), judged.Verdict, judged.Reason ?? Meaning(comparison, judged), replay);
        return judged is { Comparison: { } numbers, Judgement: { } judgement, Exact: { } exact }
            ? WithJudgement(record, numbers, judgement, exact) with { Channels = ChannelsOf(comparison, judged) }
            : record;
    }

    // The exact value is ours too, and made by a module as ours is: that a kernel is near it says nothing against the library.
    static string? Meaning(CaseComparison comparison, QuantityComparison judged)
    {
        if (judged is not { Verdict: Verdict.Unexplained, Judgement.KernelShare: <= 1 })
            return null;
        string ours = comparison.Kernel == "exact" ? "exact agrees with itself alone" : $"{comparison.Kernel} and exact agree, but both are ours";
        return judged.OracleHasKnownBits switch
        {
            true => $"{ours}; the oracle differs by more than rounding, and with the very bits that are known of it: a difference in meaning, most likely ours",
            false => $"{ours}; the oracle differs by more than rounding, and from the bits that are known of it too: most likely the library's own fault",
            null => $"{ours}; the oracle differs by more than rounding: a difference in meaning, most likely ours",
        };
    }

    /// <summary>What a comparison came to without comparing a quantity; null where it compared them.</summary>
    public static Finding? OfNoAnswer(CaseComparison comparison, string replay) => comparison switch
    {
        { Failure: { } failure } => OfFailure(comparison, failure, replay),
        { ErrorMismatch: { } mismatch } => Told(comparison, Empty(comparison, ErrorQuantity, Verdict.Unexplained, mismatch, replay), Verdict.Unexplained),
        _ => null,
    };

    static Finding OfFailure(CaseComparison comparison, KernelFailure failure, string replay)
    {
        Verdict verdict = VerdictNames.Of(failure.End);
        Disagreement told = Empty(comparison, ErrorQuantity, verdict, failure.What, replay);
        return Told(comparison, told with { Cause = failure is { End: KernelEnd.Died, Kind.Length: > 0 } ? failure.Kind : null }, verdict);
    }

    static Finding Told(CaseComparison comparison, Disagreement told, Verdict verdict) => new(comparison.Kernel, null, verdict, told);

    /// <summary>A record with what a comparison under a tolerance found.</summary>
    public static Disagreement WithNumbers(Disagreement record, TensorComparison numbers) =>
        WithPlaces(record, numbers, numbers.Mismatches, numbers.First, numbers.Worst) with { Limit = numbers.Tolerance.ToString() };

    static Disagreement WithJudgement(Disagreement record, TensorComparison numbers, Judgement judgement, DenseTensor exact)
    {
        record = WithPlaces(record, numbers, judgement.Mismatches, judgement.First, judgement.Worst) with
        {
            Limit = $"assert_close's {numbers.Tolerance}",
            KernelShare = judgement.KernelShare,
            OracleShare = judgement.OracleShare,
        };
        return judgement.Worst < 0 ? record : record with
        {
            Exact = exact[judgement.Worst],
            KernelUlpFromExact = Ulp.Distance(numbers.Actual.DType, record.Actual!.Value, exact[judgement.Worst]),
            OracleUlpFromExact = Ulp.Distance(numbers.Actual.DType, record.Expected!.Value, exact[judgement.Worst]),
        };
    }

    static Disagreement WithPlaces(Disagreement record, TensorComparison numbers, int mismatches, int first, int worst)
    {
        record = record with
        {
            Dtype = numbers.Expected.DType.TorchName(),
            Elements = numbers.Expected.Count,
            Mismatches = mismatches,
            FirstIndex = first < 0 ? null : numbers.Expected.IndexOf(first),
        };
        if (worst < 0)
            return record;
        double expected = numbers.Expected[worst], actual = numbers.Actual[worst];
        return record with
        {
            Index = numbers.Expected.IndexOf(worst),
            Expected = expected,
            Actual = actual,
            ExpectedBits = Bits(numbers.Expected, worst),
            ActualBits = Bits(numbers.Actual, worst),
            AbsDiff = Math.Abs(actual - expected),
            Allowed = numbers.Tolerance.Allowed(expected),
            Ulp = Ulp.Distance(numbers.Actual.DType, actual, expected),
        };
    }

    static ChannelErrors? ChannelsOf(CaseComparison comparison, QuantityComparison judged)
    {
        if (judged is not { Kernel: { } kernel, Oracle: { } oracle } || kernel.Tensor.DType == DType.Int64 || kernel.Tensor.Count == 0)
            return null;
        int channels = comparison.Trial.Case.Channels, plane = judged.Quantity is Quantity.Output or Quantity.GradInput ? comparison.Trial.Case.Plane : 1;
        double[] Largest(ReadOnlySpan<double> values, ReadOnlySpan<double> bound)
        {
            ReadOnlySpan<double> exact = oracle.Exact.Values;
            var largest = new double[Math.Min(channels, ChannelErrors.MostEntries)];
            for (int i = 0; i * plane < values.Length; i++)
            {
                int entry = (int)((long)(i % channels) * largest.Length / channels);
                largest[entry] = Math.Max(largest[entry], Judgement.LargestShare(values.Slice(i * plane, plane), exact.Slice(i * plane, plane), bound.Slice(i * plane, plane)));
            }

            return [.. largest.Select(ThreeDigits)];
        }

        return new ChannelErrors(channels, Largest(kernel.Values, judged.KernelBound), Largest(oracle.Values.Values, judged.OracleBound));
    }

    // A picture needs no more; rounded up, so that what is above a bound stays above it.
    static double ThreeDigits(double share)
    {
        if (share == 0 || !double.IsFinite(share))
            return share;
        double scale = Math.Pow(10, Math.Floor(Math.Log10(share)) - 2);
        return double.Parse((Math.Ceiling(share / scale) * scale).ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    static Disagreement Empty(CaseComparison comparison, string quantity, Verdict verdict, string? reason, string replay) => new()
    {
        Case = comparison.Trial.Descriptor,
        FoundAs = comparison.Trial.Descriptor,
        Kernel = comparison.Kernel,
        Quantity = quantity,
        Dtype = comparison.Trial.Case.DType.TorchName(),
        BatchDtype = comparison.Trial.Case.DType.TorchName(),
        Mode = Mode.Word(comparison.Trial.Case.Training),
        Verdict = verdict.Word(),
        Fails = verdict.Fails(),
        Reason = reason,
        Standard = comparison.Standard?.Word(),
        Replay = replay,
    };

    static string Bits(DenseTensor tensor, int at) => tensor.DType switch
    {
        DType.Float32 => string.Create(CultureInfo.InvariantCulture, $"0x{BitConverter.SingleToUInt32Bits(tensor.Values<float>()[at]):X8}"),
        DType.Float64 => string.Create(CultureInfo.InvariantCulture, $"0x{BitConverter.DoubleToUInt64Bits(tensor.Values<double>()[at]):X16}"),
        DType.BFloat16 or DType.Float16 => string.Create(CultureInfo.InvariantCulture, $"0x{MemoryMarshal.Cast<byte, ushort>(tensor.Bytes)[at]:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{tensor.Values<long>()[at]:X16}"),
    };
}
