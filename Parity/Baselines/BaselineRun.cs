using System.Security.Cryptography;
using System.Text;
using Parity.Cases;
using Parity.Comparison;
using Parity.Oracles;
using Parity.Reference.Kernels;
using Parity.Runs;

namespace Parity.Baselines;

/// <summary>Measures kernels over a baseline's fixed cases.</summary>
/// <remarks>
/// Errors and bits need the exact answer only, and are measured on every case; agreement needs a live oracle, and is
/// counted where that answers.
/// </remarks>
public static class BaselineRun
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
    /// <param name="cancellation">Ends the measurement.</param>
    /// <exception cref="OracleFailureException">The oracle gave no answer.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public static Baseline Measure(
        IReadOnlyList<KernelEntry> kernels, IOracle oracle, int seed = Seed, int cases = Cases, CancellationToken cancellation = default)
    {
        BatchNormCase[] drawn = [.. Drawn(seed, cases)];
        var measures = new Dictionary<(string Kernel, Quantity Quantity, DType DType, bool Training), RowMeasure>();
        foreach (BatchNormCase c in drawn)
        {
            cancellation.ThrowIfCancellationRequested();
            Trial trial = CaseData.Generate(c);
            bool byOracle = oracle.Live && oracle.WhyNot(c) is null;
            // Without an oracle the exact answer stands in: what is counted against an oracle is then left out.
            var check = new ParityCheck(new TrialTruth(trial), byOracle ? oracle.Run(trial) : KernelRun.Run(exact, trial));
            foreach (KernelEntry kernel in kernels.Where(kernel => KernelRun.Covers(kernel, c.DType)))
                Add(measures, check.Compare(kernel, Threads), byOracle);
        }

        string[] names = [.. kernels.Select(kernel => kernel.Name)];
        BaselineRow[] rows =
        [
            .. measures
                .OrderBy(cell => Array.IndexOf(names, cell.Key.Kernel)).ThenBy(cell => cell.Key.Quantity)
                .ThenBy(cell => cell.Key.DType).ThenByDescending(cell => cell.Key.Training)
                .Select(cell => cell.Value.Row(cell.Key.Kernel, cell.Key.Quantity, new CaseKind(default, cell.Key.Training, cell.Key.DType, default))),
        ];
        foreach (RowMeasure measure in measures.Values)
            measure.Dispose();
        return new Baseline(cases, seed, HashOf(drawn), BaselineEnvironment.Of(oracle), rows);
    }

    static void Add(
        Dictionary<(string Kernel, Quantity Quantity, DType DType, bool Training), RowMeasure> measures, CaseComparison comparison, bool byOracle)
    {
        BatchNormCase c = comparison.Trial.Case;
        if (comparison.ErrorMismatch is { } error)
            throw new BaselineException($"{comparison.Kernel} and {(byOracle ? "the oracle" : "exact")} differ in errors on {comparison.Trial.Descriptor}: {error}");
        foreach (QuantityComparison judged in comparison.Quantities)
        {
            var key = (comparison.Kernel, judged.Quantity, c.DType, c.Training);
            if (!measures.TryGetValue(key, out RowMeasure? measure))
                measures.Add(key, measure = new RowMeasure());
            measure.Add(judged.Comparison?.Actual, QuantityOutcome.Of(comparison, judged, ""), c.ValuesPerChannel >= LongChannel, byOracle);
        }
    }
}
