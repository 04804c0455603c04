using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Comparison;

/// <summary>Compares a kernel's answer to a trial with the oracle's.</summary>
public static class ParityCheck
{
    /// <summary>Runs the kernel and judges its answer.</summary>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="expected">The oracle's answer to the same trial.</param>
    /// <param name="threads">Largest number of threads that the kernel may use.</param>
    public static CaseComparison Compare(KernelEntry kernel, Trial trial, BatchNormResult expected, int threads = 1)
    {
        BatchNormResult actual = KernelRun.Run(kernel, trial, threads);
        if (actual.Error is not null || expected.Error is not null)
            return new CaseComparison(trial, kernel.Name, []) { ErrorMismatch = Mismatch(actual.Error, expected.Error) };
        var exact = new Lazy<BatchNormResult>(() => ExactAnswer.Of(trial));
        var quantities = new List<QuantityComparison>();
        foreach (Quantity quantity in QuantityNames.All)
            if (Judge(quantity, trial.Case, actual[quantity], expected[quantity], exact) is { } judged)
                quantities.Add(judged);
        return new CaseComparison(trial, kernel.Name, quantities);
    }

    static QuantityComparison? Judge(
        Quantity quantity, BatchNormCase c, DenseTensor? actual, DenseTensor? expected, Lazy<BatchNormResult> exact)
    {
        // With given statistics a kernel has no batch statistics to show; oracles compute them all the same.
        bool batchOnly = quantity is Quantity.BatchMean or Quantity.BatchVar;
        if (expected is null || (batchOnly && !c.UsesBatchStatistics))
            return actual is null || batchOnly ? null
                : new(quantity, Verdict.Unexplained, null, Reason: "the oracle has no such value");
        if (actual is null)
            return new(quantity, Verdict.Unexplained, null, Reason: "the kernel has no such value");
        if (actual.DType != expected.DType || !actual.Shape.SequenceEqual(expected.Shape))
            return new(quantity, Verdict.Unexplained, null,
                Reason: $"the kernel's {TensorComparison.Describe(actual)} against the oracle's {TensorComparison.Describe(expected)}");

        var comparison = TensorComparison.Compare(actual, expected, ToleranceTable.For(quantity, expected.DType));
        if (comparison.VacuousBecause is { } why)
            return new(quantity, Verdict.Vacuous, comparison, Reason: why);
        if (comparison.Mismatches == 0)
            return new(quantity, Verdict.Agree, comparison);
        DenseTensor? truth = exact.Value[quantity];
        return new(quantity, OfMismatch(comparison, truth), comparison, truth);
    }

    // The kernel is to blame where only it misses the exact value; otherwise no rounding explains the difference.
    static Verdict OfMismatch(TensorComparison comparison, DenseTensor? truth)
    {
        if (truth is null)
            return Verdict.Unexplained;
        bool oracleHolds = true;
        for (int i = 0; i < truth.Count; i++)
            oracleHolds &= comparison.Tolerance.Accepts(comparison.Expected[i], truth[i]);
        return oracleHolds ? Verdict.KernelWorse : Verdict.Unexplained;
    }

    static string? Mismatch(LibraryError? actual, LibraryError? expected) => (actual, expected) switch
    {
        (null, { } error) => $"the oracle raised {error.Type}: {error.Message}; the kernel raised nothing",
        ({ } error, null) => $"the kernel raised {error.Type}: {error.Message}; the oracle raised nothing",
        _ => null,
    };
}
