using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Comparison;

/// <summary>Compares kernels' answers to one trial with the oracle's.</summary>
/// <remarks>What is exactly true of the trial, and how far each side may be from it, is found once for all kernels.</remarks>
public sealed class ParityCheck
{
    readonly Trial trial;
    readonly BatchNormResult expected;
    readonly BatchNormResult exact;
    readonly Dictionary<Quantity, (double[] Kernel, double[] Oracle)> bounds = [];

    /// <summary>Prepares the comparisons of one trial.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="expected">The oracle's answer; every oracle computes with libtorch, on one thread.</param>
    public ParityCheck(Trial trial, BatchNormResult expected)
    {
        (this.trial, this.expected) = (trial, expected);
        exact = ExactAnswer.Of(trial);
        if (expected.Error is not null)
            return;
        ChannelSummary[] summaries = ChannelSummary.Of(trial);
        // In float64 a plain chain of additions may lose more than lanes do; in float32 both are far below one rounding.
        var lanes = new ErrorBounds(trial.Case, summaries, Arithmetic.DoubleSums);
        ErrorBounds chain = trial.Case.DType == DType.Float64 ? new(trial.Case, summaries, Arithmetic.DoubleThroughout) : lanes;
        var oracle = new ErrorBounds(trial.Case, summaries, LibtorchPath.OfForward(trial.Case), backward: LibtorchPath.OfBackward(trial.Case));
        foreach (Quantity quantity in QuantityNames.All)
            if (exact[quantity] is { Count: var count })
                bounds[quantity] = (Larger(lanes.All(quantity, count), chain == lanes ? [] : chain.All(quantity, count)), oracle.All(quantity, count));
    }

    static double[] Larger(double[] some, double[] others)
    {
        for (int i = 0; i < others.Length; i++)
            some[i] = Math.Max(some[i], others[i]);
        return some;
    }

    /// <summary>Runs one kernel and judges its answer.</summary>
    public static CaseComparison Compare(KernelEntry kernel, Trial trial, BatchNormResult expected, int threads = 1) =>
        new ParityCheck(trial, expected).Compare(kernel, threads);

    /// <summary>Runs a kernel and judges its answer.</summary>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="threads">Largest number of threads that the kernel may use.</param>
    public CaseComparison Compare(KernelEntry kernel, int threads = 1)
    {
        BatchNormResult actual = KernelRun.Run(kernel, trial, threads);
        if (actual.Error is not null || expected.Error is not null)
            return new CaseComparison(trial, kernel.Name, []) { ErrorMismatch = Mismatch(actual.Error, expected.Error) };
        return new CaseComparison(
            trial, kernel.Name,
            [.. QuantityNames.All.Select(quantity => Judge(quantity, actual)).OfType<QuantityComparison>()]);
    }

    QuantityComparison? Judge(Quantity quantity, BatchNormResult actual) =>
        actual.Violations.TryGetValue(quantity, out string? violation)
            ? new(quantity, Verdict.KernelWorse, violation)
            : Judge(quantity, actual[quantity]);

    /// <summary>Judges one quantity of an answer, where neither side raised an error.</summary>
    /// <param name="quantity">Which.</param>
    /// <param name="actual">The kernel's values; null where it has none.</param>
    /// <returns>The verdict, or null where there is nothing to compare.</returns>
    public QuantityComparison? Judge(Quantity quantity, DenseTensor? actual)
    {
        DenseTensor? expected = this.expected[quantity];
        // With given statistics a kernel has no batch statistics to show; oracles compute them all the same.
        bool batchOnly = quantity is Quantity.BatchMean or Quantity.BatchVar;
        if (expected is null || (batchOnly && !trial.Case.UsesBatchStatistics))
            return actual is null || batchOnly ? null : new(quantity, Verdict.Unexplained, "the oracle has no such value");
        if (actual is null)
            return new(quantity, Verdict.Unexplained, "the kernel has no such value");
        if (actual.DType != expected.DType || !actual.Shape.SequenceEqual(expected.Shape))
            return new(quantity, Verdict.Unexplained,
                $"the kernel's {TensorComparison.Describe(actual)} against the oracle's {TensorComparison.Describe(expected)}");

        var comparison = TensorComparison.Compare(actual, expected, Tolerance.AssertClose(expected.DType));
        (double[] kernelBound, double[] oracleBound) = bounds[quantity];
        var judgement = Judgement.Of(actual, expected, exact[quantity]!, kernelBound, oracleBound);
        // What differs could have failed, whatever was expected.
        string? vacuous = judgement.Verdict == Verdict.Agree && !trial.Case.DeclaresVacuous(quantity) ? comparison.VacuousBecause : null;
        return new(quantity, vacuous is null ? judgement.Verdict : Verdict.Vacuous, vacuous)
        {
            Comparison = comparison,
            Judgement = judgement,
            Exact = exact[quantity],
        };
    }

    static string? Mismatch(LibraryError? actual, LibraryError? expected) => (actual, expected) switch
    {
        (null, { } error) => $"the oracle raised {error.Type}: {error.Message}; the kernel raised nothing",
        ({ } error, null) => $"the kernel raised {error.Type}: {error.Message}; the oracle raised nothing",
        _ => null,
    };
}
