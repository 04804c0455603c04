using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts cases by module, mode, dtype and layout of the input.</summary>
sealed class CoverageTally
{
    readonly Dictionary<CaseKind, int> cells = [];

    /// <summary>What an oracle cannot answer any case of.</summary>
    /// <param name="whyNot">Why the oracle cannot answer a case, or null.</param>
    public static IReadOnlyList<CoverageGap> Gaps(Func<BatchNormCase, string?> whyNot) =>
    [
        .. CaseGenerator.Cells.GroupBy(CaseKind.Of).Where(cases => cases.All(c => whyNot(c) is not null))
            .Select(cases => new CoverageGap(cases.Key, whyNot(cases.First())!)),
    ];

    /// <summary>Counts one case.</summary>
    public void Add(CaseKind kind) => cells[kind] = cells.GetValueOrDefault(kind) + 1;

    /// <summary>The rows, sorted: what was counted, and what was not because the oracle cannot answer it.</summary>
    public IReadOnlyList<CoverageRow> Rows(IEnumerable<CoverageGap> gaps)
    {
        var reasons = gaps.ToDictionary(gap => gap.Kind, gap => gap.Reason);
        return
        [
            .. cells.Keys.Union(reasons.Keys).Order(CaseKind.Order).Select(kind => cells.TryGetValue(kind, out int cases)
                ? Row(kind, cases, null)
                : Row(kind, 0, reasons[kind])),
        ];
    }

    static CoverageRow Row(CaseKind kind, int cases, string? reason) => new(
        kind.Module.ToString(), Mode.Word(kind.Training), kind.DType.TorchName(), kind.Layout.Word(), cases, reason);
}

/// <summary>A cell of the generated space that an oracle cannot answer any case of.</summary>
/// <param name="Kind">The cell.</param>
/// <param name="Reason">Why not.</param>
sealed record CoverageGap(CaseKind Kind, string Reason);

/// <summary>The cell of the generated space that a case falls into.</summary>
/// <param name="Module">Which torch module.</param>
/// <param name="Training">Training mode, or eval mode.</param>
/// <param name="DType">Element type of the batch.</param>
/// <param name="Layout">Memory order of the input.</param>
sealed record CaseKind(BatchNormModule Module, bool Training, DType DType, Layout Layout)
{
    /// <summary>The cell of a case.</summary>
    public static CaseKind Of(BatchNormCase c) => new(c.Module, c.Training, c.DType, c.Layout);

    /// <summary>The order of reports: by module, training before eval, then by type and layout.</summary>
    public static IComparer<CaseKind> Order { get; } = Comparer<CaseKind>.Create((one, other) =>
        (one.Module, !one.Training, one.DType, one.Layout).CompareTo((other.Module, !other.Training, other.DType, other.Layout)));
}
