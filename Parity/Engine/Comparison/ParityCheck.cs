using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>Compares kernels' answers to one trial with the oracle's.</summary>
/// <remarks>It need not be disposed of; then the memory of its comparisons is collected with them.</remarks>
/// <param name="truth">What is exactly true of the trial; the same for all kernels.</param>
/// <param name="expected">The oracle's answer.</param>
/// <param name="known">What its known arithmetic answers; null where none is known.</param>
sealed class ParityCheck(TrialTruth truth, BatchNormResult expected, KnownAnswer? known = null) : IDisposable
{
    // Of a few kernels; planted defects are many, and none answers as another does.
    const int MostRemembered = 64;

    readonly Trial trial = truth.Trial;
    readonly BatchNormResult exact = truth.Exact;

    // What is measured of the oracle, and of kernels that answer the same to the bit, is measured once.
    readonly OracleTensor?[] oracles = new OracleTensor?[QuantityNames.All.Count];
    readonly List<(Standard Standard, QuantityComparison Judged)> measured = [];

    /// <summary>Runs one kernel and judges its answer.</summary>
    public static CaseComparison Compare(
        KernelEntry kernel, Trial trial, BatchNormResult expected, int threads = 1, IsolatedKernels? isolated = null) =>
        new ParityCheck(new TrialTruth(trial), expected).Compare(kernel, threads, isolated);

    /// <summary>What a kernel answers to a trial.</summary>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="trial">What it is asked.</param>
    /// <param name="threads">Largest number of threads that the kernel may use.</param>
    /// <param name="isolated">Where the kernel is run; null for this process.</param>
    /// <param name="memory">The trial laid out, for kernels that are asked one after the other; null for memory of the kernel's own.</param>
    public static BatchNormResult AnswerOf(KernelEntry kernel, Trial trial, int threads = 1, IsolatedKernels? isolated = null, TrialMemory? memory = null)
    {
        Trial asked = CoveredCases.Asked(kernel, trial);
        return isolated?.Run(kernel, asked, threads)
            ?? (memory is not null && ReferenceEquals(memory.Trial, asked) ? KernelRun.Run(kernel, memory, threads) : KernelRun.Run(kernel, asked, threads));
    }

    /// <summary>Runs a kernel and judges its answer.</summary>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="threads">Largest number of threads that the kernel may use.</param>
    /// <param name="isolated">Where the kernel is run; null for this process.</param>
    public CaseComparison Compare(KernelEntry kernel, int threads = 1, IsolatedKernels? isolated = null) =>
        Compare(kernel, AnswerOf(kernel, trial, threads, isolated));

    /// <summary>Judges a kernel's answer.</summary>
    /// <remarks>Several threads may judge at once.</remarks>
    /// <param name="kernel">Whose.</param>
    /// <param name="actual">What it answered.</param>
    public CaseComparison Compare(KernelEntry kernel, BatchNormResult actual)
    {
        if (actual.Failure is { } failure)
            return new CaseComparison(trial, kernel.Name, []) { Failure = failure };
        if (actual.Error is not null || expected.Error is not null)
            return new CaseComparison(trial, kernel.Name, []) { ErrorMismatch = Mismatch(actual.Error, expected.Error) };
        // Nothing can be judged without the exact values.
        if (exact.Error is { } raised)
            return new CaseComparison(trial, kernel.Name, []) { ErrorMismatch = $"the exact kernel raised {raised.Type}: {raised.Message}; neither other side did" };
        return new CaseComparison(
            trial, kernel.Name,
            [.. QuantityNames.All.Where(quantity => CoveredCases.Has(kernel, quantity)).Select(quantity => Judge(kernel, quantity, actual)).OfType<QuantityComparison>()])
        {
            Conditioning = truth.Conditioning,
            Standard = kernel.Standard,
        };
    }

    QuantityComparison? Judge(KernelEntry kernel, Quantity quantity, BatchNormResult actual) =>
        actual.Violations.TryGetValue(quantity, out string? violation)
            ? new(quantity, Verdict.KernelWorse, violation)
            : Judge(kernel, quantity, actual[quantity]);

    /// <summary>Judges one quantity of an answer, where neither side raised an error.</summary>
    /// <param name="kernel">Whose.</param>
    /// <param name="quantity">Which.</param>
    /// <param name="actual">The kernel's values; null where it has none.</param>
    /// <returns>The verdict, or null where there is nothing to compare.</returns>
    public QuantityComparison? Judge(KernelEntry kernel, Quantity quantity, DenseTensor? actual)
    {
        DenseTensor? oracles = expected[quantity];
        // With given statistics a kernel has no batch statistics to show; oracles compute them all the same.
        bool batchOnly = quantity is Quantity.BatchMean or Quantity.BatchVar;
        if (oracles is null || (batchOnly && !trial.Case.UsesBatchStatistics))
            return actual is null || batchOnly ? null : new(quantity, Verdict.Unexplained, "the oracle has no such value");
        if (actual is null)
            return new(quantity, Verdict.Unexplained, "the kernel has no such value");
        if (actual.DType != oracles.DType || !actual.Shape.SequenceEqual(oracles.Shape))
            return new(quantity, Verdict.Unexplained,
                $"the kernel's {TensorComparison.Describe(actual)} against the oracle's {TensorComparison.Describe(oracles)}");

        lock (measured)
            if (measured.Find(before => before.Standard == kernel.Standard && before.Judged.Quantity == quantity && before.Judged.Has(actual)).Judged is { } same)
                return same;
        QuantityComparison judged = Measured(kernel.Standard, quantity, actual, oracles);
        lock (measured)
            if (measured.Count < MostRemembered)
                measured.Add((kernel.Standard, judged));
        return judged;
    }

    QuantityComparison Measured(Standard standard, Quantity quantity, DenseTensor actual, DenseTensor oracles)
    {
        OracleTensor oracle = known?.LimitsFollowKernel == true ? new(oracles, exact[quantity]!) : this.oracles[(int)quantity] ??= new(oracles, exact[quantity]!);
        var values = new WideTensor(actual);
        var comparison = TensorComparison.Compare(values, oracle.Values, Tolerance.AssertClose(oracles.DType));
        (double[] kernelBound, double[] oracleBound) = truth.Bounds(quantity, standard);
        // torch.mean and torch.var are no part of batch normalisation.
        bool heldToBits = standard == Standard.Libtorch && quantity is not (Quantity.BatchMean or Quantity.BatchVar);
        if (heldToBits)
            known?.HoldToBits(quantity, actual, kernelBound);
        OracleLimits limits = oracle.Limits
            ?? known?.Limit(new(trial.Case, quantity, oracles, exact[quantity]!), kernelBound, oracleBound) ?? new(oracleBound, null);
        var judgement = Judgement.Of(values, oracle, kernelBound, limits);
        // What differs could have failed, whatever was expected.
        bool toTheBit = known?.Explains(quantity) == true;
        int unbounded = Unbounded(toTheBit && heldToBits ? null : kernelBound, toTheBit ? null : limits.Bound);
        string? vacuous = judgement.Verdict.Fails() || trial.Case.DeclaresVacuous(quantity) ? null
            : judgement.Verdict == Verdict.Agree ? (IsExplained(quantity, comparison) ? null : comparison.VacuousBecause)
            // Drawn values may overflow everywhere, and a live library's are held to the bit besides; recorded ones were chosen.
            : trial.Case.Pattern == DataPattern.Recorded && unbounded == actual.Count ? "no element has a bound on both sides"
            : null;
        return new(quantity, vacuous is null ? judgement.Verdict : Verdict.Vacuous, vacuous)
        {
            Comparison = comparison,
            Judgement = judgement,
            Exact = exact[quantity],
            Kernel = values,
            Oracle = oracle,
            KernelBound = kernelBound,
            OracleBound = limits.Bound,
            Unbounded = unbounded,
            ByBits = limits.ByBits,
            OracleHasKnownBits = judgement.Verdict == Verdict.Unexplained ? known?.IsBitsOf(quantity, oracles) : null,
            TighterShare = standard.Tighter() is { } tighter && truth.Bounds(quantity, tighter).Kernel is var tight && tight != kernelBound
                ? Judgement.LargestShare(values.Values, oracle.Exact.Values, tight)
                : judgement.KernelShare,
        };
    }

    // No pattern declares what recorded numbers are; they say it themselves.
    bool IsExplained(Quantity quantity, TensorComparison comparison) =>
        comparison.VacuousBecause is not null && trial.Case.Pattern == DataPattern.Recorded
        && new ExplainedZeros(trial).Explains(quantity, comparison.Expected, exact[quantity]!);

    // Elements that one of the two bounds does not limit; null limits all.
    static int Unbounded(double[]? kernelBound, double[]? oracleBound)
    {
        if (kernelBound is null || oracleBound is null)
            return OracleLimits.Unbounded(kernelBound ?? oracleBound);
        int unbounded = 0;
        for (int i = 0; i < kernelBound.Length; i++)
            if (double.IsPositiveInfinity(kernelBound[i]) || double.IsPositiveInfinity(oracleBound[i]))
                unbounded++;
        return unbounded;
    }

    /// <summary>Gives back what the tensors were widened to, for the next case; comparisons keep their verdicts and lose their elements.</summary>
    public void Dispose()
    {
        foreach (OracleTensor? oracle in oracles)
            oracle?.Dispose();
        foreach ((_, QuantityComparison judged) in measured)
        {
            judged.Kernel?.Dispose();
            judged.Oracle?.Dispose();
        }
    }

    static string? Mismatch(LibraryError? actual, LibraryError? expected) => (actual, expected) switch
    {
        (null, { } error) => $"the oracle raised {error.Type}: {error.Message}; the kernel raised nothing",
        ({ } error, null) => $"the kernel raised {error.Type}: {error.Message}; the oracle raised nothing",
        _ => null,
    };
}
