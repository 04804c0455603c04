using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts comparisons by kernel, quantity, dtype and mode.</summary>
public sealed class AgreementTally
{
    readonly Dictionary<(string Kernel, Quantity Quantity, DType DType, bool Training), Counts> cells = [];
    readonly List<string> kernels = [];

    /// <summary>Counts every kernel's comparisons of one case.</summary>
    public void Add(CaseOutcome outcome)
    {
        foreach (KernelOutcome kernel in outcome.Kernels)
        {
            if (!kernels.Contains(kernel.Kernel))
                kernels.Add(kernel.Kernel);
            foreach (QuantityOutcome judged in kernel.Quantities)
            {
                var key = (kernel.Kernel, judged.Quantity, outcome.Kind.DType, outcome.Kind.Training);
                if (!cells.TryGetValue(key, out Counts? counts))
                    cells.Add(key, counts = new Counts());
                counts.Add(judged, outcome.Case);
            }
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
        int compared, allclose, assertClose, inexact;
        double maxAbs, maxRel, kernelShare, oracleShare;
        long unbounded, byBits, maxUlp, kernelUlp, oracleUlp, logShares;
        string? worstCase;

        public void Add(QuantityOutcome judged, string descriptor)
        {
            compared++;
            verdicts[(int)judged.Verdict]++;
            allclose += judged.Allclose ? 1 : 0;
            assertClose += judged.AssertClose ? 1 : 0;
            unbounded += judged.Unbounded;
            byBits += judged.ByBits;
            kernelShare = Math.Max(kernelShare, judged.KernelShare);
            oracleShare = Math.Max(oracleShare, judged.OracleShare);
            if (judged.KernelShare > 0)
                (inexact, logShares) = (inexact + 1, logShares + Thousandths(judged.KernelShare));
            maxAbs = Math.Max(maxAbs, judged.MaxAbs);
            maxRel = Math.Max(maxRel, judged.MaxRel);
            kernelUlp = Math.Max(kernelUlp, judged.KernelUlp);
            oracleUlp = Math.Max(oracleUlp, judged.OracleUlp);
            if (judged.MaxUlp > maxUlp)
                (maxUlp, worstCase) = (judged.MaxUlp, descriptor);
        }

        public AgreementRow Row(string kernel, Quantity quantity, DType dtype, bool training) => new()
        {
            Kernel = kernel,
            Quantity = quantity.TorchName(),
            Dtype = dtype.TorchName(),
            Mode = Mode.Word(training),
            Compared = compared,
            Allclose = allclose,
            AssertClose = assertClose,
            Agree = verdicts[(int)Verdict.Agree],
            OracleWorse = verdicts[(int)Verdict.OracleWorse],
            KernelWorse = verdicts[(int)Verdict.KernelWorse],
            Unexplained = verdicts[(int)Verdict.Unexplained],
            Vacuous = verdicts[(int)Verdict.Vacuous],
            Inexact = inexact,
            LogShares = logShares,
            Unbounded = unbounded,
            ByBits = byBits,
            KernelShare = kernelShare,
            OracleShare = oracleShare,
            MaxAbs = maxAbs,
            MaxRel = maxRel,
            MaxUlp = maxUlp,
            KernelUlp = kernelUlp,
            OracleUlp = oracleUlp,
            WorstCase = worstCase,
        };
    }

    // ∞ counts as the largest number there is.
    static long Thousandths(double share) => (long)Math.Round(1000 * Math.Log2(Math.Min(share, double.MaxValue)));
}
