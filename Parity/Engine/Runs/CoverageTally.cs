using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts cases by module, mode, dtype and layout of the input.</summary>
public sealed class CoverageTally
{
    readonly SortedDictionary<CaseKind, int> cells = new(CaseKind.Order);

    /// <summary>Counts one case.</summary>
    public void Add(CaseKind kind) => cells[kind] = cells.GetValueOrDefault(kind) + 1;

    /// <summary>The rows, sorted: what was counted, and what an oracle cannot answer, with its reason.</summary>
    /// <param name="whyNot">Why the oracle cannot answer a case, or null.</param>
    public IReadOnlyList<CoverageRow> Rows(Func<BatchNormCase, string?> whyNot)
    {
        var rows = new SortedDictionary<CaseKind, (int Cases, string? Reason)>(CaseKind.Order);
        foreach ((CaseKind cell, int cases) in cells)
            rows.Add(cell, (cases, null));
        foreach (IGrouping<CaseKind, BatchNormCase> group in CaseGenerator.Cells.GroupBy(CaseKind.Of))
            if (!rows.ContainsKey(group.Key) && group.All(c => whyNot(c) is not null))
                rows.Add(group.Key, (0, whyNot(group.First())));
        return [.. rows.Select(row => Row(row.Key, row.Value.Cases, row.Value.Reason))];
    }

    /// <summary>The cell that a row is about.</summary>
    /// <exception cref="FormatException">The row names what there is not.</exception>
    public static CaseKind KindOf(CoverageRow row)
    {
        FormatException Unknown(string name) => new($"not a parity report: its coverage has '{name}'");
        return new CaseKind(
            Enum.TryParse(row.Module, out BatchNormModule module) ? module : throw Unknown(row.Module),
            row.Mode == Mode.Word(training: true),
            Enum.TryParse(row.Dtype, ignoreCase: true, out DType dtype) ? dtype : throw Unknown(row.Dtype),
            LayoutNames.Parse(row.Layout) ?? throw Unknown(row.Layout));
    }

    static CoverageRow Row(CaseKind cell, int cases, string? reason) => new(
        cell.Module.ToString(), Mode.Word(cell.Training), cell.DType.TorchName(), cell.Layout.Word(), cases, reason);
}

/// <summary>The cell of the generated space that a case falls into.</summary>
/// <param name="Module">Which torch module.</param>
/// <param name="Training">Training mode, or eval mode.</param>
/// <param name="DType">Element type of the batch.</param>
/// <param name="Layout">Memory order of the input.</param>
public readonly record struct CaseKind(BatchNormModule Module, bool Training, DType DType, Layout Layout)
{
    /// <summary>The cell of a case.</summary>
    public static CaseKind Of(BatchNormCase c) => new(c.Module, c.Training, c.DType, c.Layout);

    /// <summary>The order of reports: by module, training before eval, then by type and layout.</summary>
    public static IComparer<CaseKind> Order { get; } = Comparer<CaseKind>.Create((one, other) =>
        (one.Module, !one.Training, one.DType, one.Layout).CompareTo((other.Module, !other.Training, other.DType, other.Layout)));
}
