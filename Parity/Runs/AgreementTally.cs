using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Counts comparisons by kernel, quantity, dtype and mode.</summary>
public sealed class AgreementTally
{
    readonly Dictionary<(string Kernel, Quantity Quantity, DType DType, bool Training), Counts> cells = [];
    readonly List<string> kernels = [];

    /// <summary>Counts one kernel's comparisons of one case.</summary>
    public void Add(CaseComparison comparison)
    {
        if (!kernels.Contains(comparison.Kernel))
            kernels.Add(comparison.Kernel);
        BatchNormCase c = comparison.Trial.Case;
        foreach (QuantityComparison judged in comparison.Quantities)
        {
            var key = (comparison.Kernel, judged.Quantity, c.DType, c.Training);
            if (!cells.TryGetValue(key, out Counts? counts))
                cells.Add(key, counts = new Counts());
            counts.Add(judged, comparison.Trial.Descriptor);
        }
    }

    /// <summary>The rows: kernels in the order they came, then quantity, dtype and mode.</summary>
    public IReadOnlyList<AgreementRow> Rows() =>
    [
        .. cells
            .OrderBy(cell => kernels.IndexOf(cell.Key.Kernel)).ThenBy(cell => cell.Key.Quantity)
            .ThenBy(cell => cell.Key.DType).ThenByDescending(cell => cell.Key.Training)
            .Select(cell => cell.Value.Row(cell.Key.Kernel, cell.Key.Quantity, cell.Key.DType, cell.Key.Training)),
    ];

    sealed class Counts
    {
        readonly int[] verdicts = new int[Enum.GetValues<Verdict>().Length];
        int compared, allclose, assertClose;
        double maxAbs, maxRel, kernelShare, oracleShare;
        long maxUlp;
        string? worstCase;

        public void Add(QuantityComparison judged, string descriptor)
        {
            compared++;
            verdicts[(int)judged.Verdict]++;
            if (judged is not { Comparison: { } comparison, Judgement: { } judgement })
                return;
            allclose += comparison.Allclose ? 1 : 0;
            assertClose += comparison.AssertClose ? 1 : 0;
            kernelShare = Math.Max(kernelShare, judgement.KernelShare);
            oracleShare = Math.Max(oracleShare, judgement.OracleShare);
            maxAbs = Math.Max(maxAbs, comparison.MaxAbs);
            maxRel = Math.Max(maxRel, comparison.MaxRel);
            if (comparison.MaxUlp > maxUlp)
                (maxUlp, worstCase) = (comparison.MaxUlp, descriptor);
        }

        public AgreementRow Row(string kernel, Quantity quantity, DType dtype, bool training) => new()
        {
            Kernel = kernel,
            Quantity = quantity.TorchName(),
            Dtype = dtype.TorchName(),
            Mode = ModeName(training),
            Compared = compared,
            Allclose = allclose,
            AssertClose = assertClose,
            Agree = verdicts[(int)Verdict.Agree],
            OracleWorse = verdicts[(int)Verdict.OracleWorse],
            KernelWorse = verdicts[(int)Verdict.KernelWorse],
            Unexplained = verdicts[(int)Verdict.Unexplained],
            Vacuous = verdicts[(int)Verdict.Vacuous],
            KernelShare = kernelShare,
            OracleShare = oracleShare,
            MaxAbs = maxAbs,
            MaxRel = maxRel,
            MaxUlp = maxUlp,
            WorstCase = worstCase,
        };
    }

    /// <summary>The mode's name in reports.</summary>
    public static string ModeName(bool training) => training ? "train" : "eval";
}
