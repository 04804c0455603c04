using Parity.Cases;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Counts cases by module, mode, dtype and layout of the input.</summary>
public sealed class CoverageTally
{
    static readonly string[] plainShapes = ["bn1d/4x3x2", "bn2d/4x3x2x2"];
    static readonly bool[] either = [false, true];

    readonly SortedDictionary<Cell, int> cells = [];

    /// <summary>Counts one case.</summary>
    public void Add(BatchNormCase c)
    {
        Cell cell = Of(c);
        cells[cell] = cells.GetValueOrDefault(cell) + 1;
    }

    /// <summary>The rows, sorted: what was counted, and what an oracle cannot answer, with its reason.</summary>
    /// <param name="whyNot">Why the oracle cannot answer a case, or null.</param>
    public IReadOnlyList<CoverageRow> Rows(Func<BatchNormCase, string?> whyNot)
    {
        var rows = new SortedDictionary<Cell, (int Cases, string? Reason)>();
        foreach ((Cell cell, int cases) in cells)
            rows.Add(cell, (cases, null));
        foreach (IGrouping<Cell, BatchNormCase> group in Space().GroupBy(Of))
            if (!rows.ContainsKey(group.Key) && group.All(c => whyNot(c) is not null))
                rows.Add(group.Key, (0, whyNot(group.First())));
        return [.. rows.Select(row => Row(row.Key, row.Value.Cases, row.Value.Reason))];
    }

    /// <summary>One plain case of every cell of the product, and of both types of parameters in it.</summary>
    public static IEnumerable<BatchNormCase> Space() =>
        from shape in plainShapes
        let plain = CaseDescriptor.Parse(shape)
        from training in either
        from dtype in DTypeNames.Floating
        from mixed in dtype.IsHalf() ? either : [false]
        from layout in LayoutNames.Of(plain.Shape.Length)
        select plain with { Training = training, DType = dtype, Mixed = mixed, Layout = layout };

    static Cell Of(BatchNormCase c) => new(c.Module, !c.Training, c.DType, c.Layout);

    static CoverageRow Row(Cell cell, int cases, string? reason) => new(
        cell.Module.ToString(), AgreementTally.ModeName(!cell.Eval), cell.DType.TorchName(), cell.Layout.Word(), cases, reason);

    readonly record struct Cell(BatchNormModule Module, bool Eval, DType DType, Layout Layout) : IComparable<Cell>
    {
        public int CompareTo(Cell other) => (Module, Eval, DType, Layout).CompareTo((other.Module, other.Eval, other.DType, other.Layout));
    }
}
