using Parity.Kernels;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>How each kernel keeps to the arithmetic that it declares.</summary>
sealed class StandardTally
{
    readonly Dictionary<string, Kept> kept = [];

    /// <summary>What kernels declare, before any case.</summary>
    public static IReadOnlyList<StandardRow> Declared(IEnumerable<KernelEntry> kernels) =>
    [
        .. kernels.Select(kernel => new StandardRow
        {
            Kernel = kernel.Name,
            Standard = kernel.Standard.Word(),
            Tighter = kernel.Standard.Tighter()?.Word(),
            LeftOut = CoveredCases.LeftOut(kernel),
        }),
    ];

    /// <summary>Counts every kernel's largest errors in one case.</summary>
    public void Add(CaseOutcome outcome)
    {
        foreach (KernelOutcome kernel in outcome.Kernels)
        {
            Kept before = kept.GetValueOrDefault(kernel.Kernel, None);
            kept[kernel.Kernel] = new(
                before.Judged + 1,
                before.Failed || kernel.Failed,
                kernel.Quantities.Aggregate(before.Share, (share, judged) => Math.Max(share, judged.KernelShare)),
                kernel.Quantities.Aggregate(before.TighterShare, (share, judged) => Math.Max(share, judged.TighterShare)));
        }
    }

    /// <summary>What the kernels declare, with how they kept it.</summary>
    public IReadOnlyList<StandardRow> Rows(IEnumerable<StandardRow> declared) =>
    [
        .. from row in declared
           let kept = this.kept.GetValueOrDefault(row.Kernel, None)
           select row with { Judged = kept.Judged, Failed = kept.Failed, Share = kept.Share, TighterShare = kept.TighterShare },
    ];

    static Kept None { get; } = new(0, false, 0, 0);

    sealed record Kept(int Judged, bool Failed, double Share, double TighterShare);
}
