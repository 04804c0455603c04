using Parity.Kernels;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>How each kernel keeps to the arithmetic that it declares.</summary>
/// <param name="kernels">The kernels under test.</param>
public sealed class StandardTally(IReadOnlyList<KernelEntry> kernels)
{
    readonly Dictionary<string, StandardRow> rows = kernels.ToDictionary(kernel => kernel.Name, kernel => new StandardRow
    {
        Kernel = kernel.Name,
        Standard = kernel.Standard.Words(),
        Tighter = kernel.Standard.Tighter()?.Words(),
        LeftOut = CoveredCases.LeftOut(kernel),
    });

    /// <summary>Counts every kernel's largest errors in one case.</summary>
    public void Add(CaseOutcome outcome)
    {
        foreach (KernelOutcome kernel in outcome.Kernels)
            if (rows.TryGetValue(kernel.Kernel, out StandardRow? row))
                rows[kernel.Kernel] = row with
                {
                    Judged = row.Judged + 1,
                    Failed = row.Failed || kernel.Failed,
                    Share = kernel.Quantities.Aggregate(row.Share, (share, judged) => Math.Max(share, judged.KernelShare)),
                    TighterShare = kernel.Quantities.Aggregate(row.TighterShare, (share, judged) => Math.Max(share, judged.TighterShare)),
                };
    }

    /// <summary>The rows, in the order of the kernels.</summary>
    public IReadOnlyList<StandardRow> Rows() => [.. kernels.Select(kernel => rows[kernel.Name])];
}
