using Parity.Cases;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Counts cases by module, mode, dtype and layout.</summary>
public sealed class CoverageTally
{
    readonly SortedDictionary<(BatchNormModule Module, bool Eval, DType DType, Layout Layout), int> cells = [];

    /// <summary>Counts one case.</summary>
    public void Add(BatchNormCase c)
    {
        var key = (c.Module, !c.Training, c.DType, c.Layout);
        cells[key] = cells.GetValueOrDefault(key) + 1;
    }

    /// <summary>The rows, sorted.</summary>
    public IReadOnlyList<CoverageRow> Rows() =>
    [
        .. cells.Select(cell => new CoverageRow(
            cell.Key.Module.ToString(),
            AgreementTally.ModeName(!cell.Key.Eval),
            cell.Key.DType.TorchName(),
            cell.Key.Layout.Word(),
            cell.Value)),
    ];
}
