using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Baselines;

/// <summary>Measures kernels over a baseline's fixed cases.</summary>
/// <remarks>
/// Errors and bits need the exact answer only, and are measured on every case; agreement needs a live oracle, and is
/// counted where that answers.
/// </remarks>
static class BaselineRun
{
    /// <summary>Number of cases of a new baseline.</summary>
    public const int Cases = 400;

    /// <summary>Seed of a new baseline's cases.</summary>
    public const int Seed = 20;

    /// <summary>Number of values from which on a channel counts as long.</summary>
    public const int LongChannel = 256;

    /// <summary>Threads of kernels and oracle, so that machines differ less.</summary>
    public const int Threads = 1;

    static readonly KernelEntry exact = KernelCatalog.All.Single(entry => entry.Name == "exact");

    /// <summary>The fixed cases; whether an oracle can answer them does not change them.</summary>
    public static IEnumerable<BatchNormCase> Drawn(int seed, int cases) =>
        Enumerable.Range(0, cases).Select(number => CaseGenerator.Draw(seed, number));

    /// <summary>Hash of the cases' descriptors.</summary>
    public static string HashOf(IEnumerable<BatchNormCase> cases) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', cases.Select(CaseDescriptor.Format)))).AsSpan(0, 6));

    /// <summary>Measures.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="oracle">Who is asked; one that does not compute is not.</param>
    /// <param name="seed">Seed of the cases.</param>
    /// <param name="cases">Number of cases.</param>
    /// <param name="isolated">Where kernels are run; null for this process.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <exception cref="OracleFailureException">The oracle gave no answer.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public static Baseline Measure(
        IReadOnlyList<KernelEntry> kernels, IOracle oracle, int seed = Seed, int cases = Cases, IsolatedKernels? isolated = null,
        CancellationToken cancellation = default)
    {
        BatchNormCase[] drawn = [.. Drawn(seed, cases)];
        var measures = new Cells<RowMeasure>(kernels.Select(kernel => kernel.Name));
        foreach (BatchNormCase c in drawn)
        {
            cancellation.ThrowIfCancellationRequested();
            Trial trial = CaseData.Generate(c);
            bool byOracle = oracle.Live && (oracle.WhyNot(c) ?? LibtorchDefects.WhyNot(c)) is null;
            // Without an oracle the exact answer stands in: what is counted against an oracle is then left out.
            var check = new ParityCheck(new TrialTruth(trial), byOracle ? oracle.Run(trial) : KernelRun.Run(exact, trial));
            foreach (KernelEntry kernel in kernels.Where(kernel => CoveredCases.WhyNot(kernel, c) is null))
                Add(measures, check.Compare(kernel, Threads, isolated), byOracle);
        }

        IReadOnlyList<BaselineRow> rows = measures.Rows((cell, measure) =>
        {
            using (measure)
                return measure.Row(cell);
        });
        return new Baseline(cases, seed, HashOf(drawn), BaselineEnvironment.Of(oracle), rows);
    }

    static void Add(Cells<RowMeasure> measures, CaseComparison comparison, bool byOracle)
    {
        BatchNormCase c = comparison.Trial.Case;
        if (comparison.ErrorMismatch is { } error)
            throw new UnusableException($"{comparison.Kernel} and {(byOracle ? "the oracle" : "exact")} differ in errors on {comparison.Trial.Descriptor}: {error}");
        foreach (QuantityComparison judged in comparison.Failure is { } failure ? Missing(c, failure) : comparison.Quantities)
            measures[new(comparison.Kernel, judged.Quantity, c.DType, c.Training)].Add(
                judged.Comparison?.Actual, QuantityOutcome.Of(comparison, judged, "", new CaseSamples()), c.ValuesPerChannel >= LongChannel, byOracle);
    }

    // A kernel that gave no answer is as far from every value as can be.
    static IEnumerable<QuantityComparison> Missing(BatchNormCase c, KernelFailure failure) =>
        from quantity in QuantityNames.All
        where QuantityForm.Of(c, quantity) is not null && (c.UsesBatchStatistics || quantity is not (Quantity.BatchMean or Quantity.BatchVar))
        select new QuantityComparison(quantity, VerdictNames.Of(failure.End), failure.What);
}

/// <summary>Gathers one row of a baseline, tensor by tensor.</summary>
sealed class RowMeasure : IDisposable
{
    readonly IncrementalHash bits = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    int tensors, inexact, answered, allclose, assertClose, passed;
    double worst, worstLong, logarithms;
    long worstUlp;

    /// <summary>Adds the kernel's tensor of one case.</summary>
    /// <param name="values">The kernel's values; null where it gave none.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="longChannels">Whether the case's channels are long.</param>
    /// <param name="byOracle">Whether it was compared with an oracle's answer.</param>
    public void Add(DenseTensor? values, QuantityOutcome outcome, bool longChannels, bool byOracle)
    {
        tensors++;
        double share = values is null ? double.PositiveInfinity : outcome.KernelShare;
        worst = Math.Max(worst, share);
        worstLong = Math.Max(worstLong, longChannels ? share : 0);
        worstUlp = Math.Max(worstUlp, outcome.KernelUlp);
        if (outcome.KernelShare > 0)
            (inexact, logarithms) = (inexact + 1, logarithms + Math.Log(outcome.KernelShare));
        if (values is not null)
            Hash(values);
        if (!byOracle)
            return;
        answered++;
        allclose += outcome.Allclose ? 1 : 0;
        assertClose += outcome.AssertClose ? 1 : 0;
        passed += outcome.Verdict.Fails() ? 0 : 1;
    }

    /// <summary>The row.</summary>
    public BaselineRow Row(Cell cell) => new()
    {
        Kernel = cell.Kernel,
        Quantity = cell.Quantity.TorchName(),
        Dtype = cell.DType.TorchName(),
        Mode = Mode.Word(cell.Training),
        Tensors = tensors,
        WorstError = Rounded(worst),
        TypicalError = Rounded(inexact > 0 ? Math.Exp(logarithms / inexact) : 0),
        LongError = Rounded(worstLong),
        WorstUlp = worstUlp,
        Bits = Convert.ToHexStringLower(bits.GetCurrentHash().AsSpan(0, 6)),
        Answered = answered,
        Allclose = allclose,
        AssertClose = assertClose,
        Passed = passed,
    };

    /// <inheritdoc/>
    public void Dispose() => bits.Dispose();

    // More digits would change with every change of bits, and say nothing.
    static double Rounded(double value)
    {
        double rounded = double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // What is outside its bound stays outside.
        return value > 1 && rounded <= 1 ? 1.001 : rounded;
    }

    // Processors differ in the sign and payload of the NaN they make; that it is NaN is all there is to know.
    void Hash(DenseTensor values)
    {
        if (values.DType == DType.Int64)
        {
            bits.AppendData(values.Bytes);
            return;
        }

        Span<byte> element = stackalloc byte[sizeof(double)];
        for (int i = 0; i < values.Count; i++)
        {
            double value = values[i];
            // Widening is exact, so a double's bits tell narrower values apart too.
            BinaryPrimitives.WriteDoubleLittleEndian(element, double.IsNaN(value) ? double.NaN : value);
            bits.AppendData(element);
        }
    }
}
