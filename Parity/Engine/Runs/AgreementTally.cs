using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts comparisons by kernel, quantity, dtype and mode.</summary>
/// <param name="kernels">The kernels in the order of reports; others follow as they come.</param>
sealed class AgreementTally(IEnumerable<string>? kernels = null)
{
    readonly Cells<Counts> cells = new(kernels);

    /// <summary>Counts every kernel's comparisons of one case.</summary>
    public void Add(CaseOutcome outcome)
    {
        foreach (KernelOutcome kernel in outcome.Kernels)
            foreach (QuantityOutcome judged in kernel.Quantities)
                cells[Cell.Of(kernel.Kernel, judged.Quantity, outcome.Kind)].Add(judged, outcome);
    }

    /// <summary>The rows, in the order of reports.</summary>
    public IReadOnlyList<AgreementRow> Rows() => cells.Rows((cell, counts) => counts.Row(cell));

    sealed class Counts
    {
        readonly int[] verdicts = new int[Enum.GetValues<Verdict>().Length];
        int compared, allclose, assertClose, inexact;
        double maxAbs, maxRel, kernelShare, oracleShare;
        AgreementPart ordinary = AgreementPart.None, harsh = AgreementPart.None;
        long unbounded, byBits, maxUlp, kernelUlp, oracleUlp, logShares;
        string? worstCase;

        public void Add(QuantityOutcome judged, CaseOutcome of)
        {
            if (of.Ordinary)
                ordinary = With(ordinary, judged);
            else
                harsh = With(harsh, judged);
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
                (maxUlp, worstCase) = (judged.MaxUlp, of.Case);
        }

        static AgreementPart With(AgreementPart part, QuantityOutcome judged) => new()
        {
            Compared = part.Compared + 1,
            Allclose = part.Allclose + (judged.Allclose ? 1 : 0),
            AssertClose = part.AssertClose + (judged.AssertClose ? 1 : 0),
            OracleWorse = part.OracleWorse + (judged.Verdict == Verdict.OracleWorse ? 1 : 0),
            Failed = part.Failed + (judged.Verdict.Fails() ? 1 : 0),
            MaxUlp = Math.Max(part.MaxUlp, judged.MaxUlp),
        };

        public AgreementRow Row(Cell cell) => new()
        {
            Kernel = cell.Kernel,
            Quantity = cell.Quantity.TorchName(),
            Dtype = cell.DType.TorchName(),
            Mode = Mode.Word(cell.Training),
            Ordinary = ordinary,
            Harsh = harsh,
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
