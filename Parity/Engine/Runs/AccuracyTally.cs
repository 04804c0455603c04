using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts errors against exact by kernel, quantity, dtype and mode.</summary>
public sealed class AccuracyTally
{
    readonly Dictionary<(string Kernel, Quantity Quantity, DType DType, bool Training), (Profile Kernel, Profile Oracle)> cells = [];
    readonly List<string> kernels = [];

    /// <summary>Counts every kernel's errors in one case, and the oracle's over the same elements.</summary>
    public void Add(CaseOutcome outcome)
    {
        foreach (KernelOutcome kernel in outcome.Kernels)
        {
            if (!kernels.Contains(kernel.Kernel))
                kernels.Add(kernel.Kernel);
            foreach (QuantityOutcome judged in kernel.Quantities)
            {
                if (judged is not { KernelErrors: { Elements.Count: > 0 } own, OracleErrors: { } oracles })
                    continue;
                var key = (kernel.Kernel, judged.Quantity, outcome.Kind.DType, outcome.Kind.Training);
                if (!cells.TryGetValue(key, out var profiles))
                    cells.Add(key, profiles = (new Profile(), new Profile()));
                profiles.Kernel.Add(own);
                profiles.Oracle.Add(oracles);
            }
        }
    }

    /// <summary>The rows: kernels in the order they came, then quantity, dtype and mode.</summary>
    public IReadOnlyList<AccuracyRow> Rows() =>
    [
        .. cells
            .OrderBy(cell => kernels.IndexOf(cell.Key.Kernel)).ThenBy(cell => cell.Key.Quantity)
            .ThenBy(cell => cell.Key.DType).ThenByDescending(cell => cell.Key.Training)
            .Select(cell => new AccuracyRow(
                cell.Key.Kernel, cell.Key.Quantity.TorchName(), cell.Key.DType.TorchName(), Mode.Word(cell.Key.Training),
                cell.Value.Kernel.Errors(), cell.Value.Oracle.Errors())),
    ];

    sealed class Profile
    {
        readonly long[] elements = new long[UlpScale.Infinite + 1];
        readonly SortedDictionary<(int Column, int Row), long> worst = [], bounds = [];

        public void Add(ErrorSample sample)
        {
            for (int bucket = 0; bucket < sample.Elements.Count; bucket++)
                elements[bucket] += sample.Elements[bucket];
            Count(worst, (sample.Column, sample.Elements.Count - 1));
            Count(bounds, (sample.Column, sample.Bound));
        }

        public ErrorProfile Errors() => new(elements[..(Array.FindLastIndex(elements, count => count > 0) + 1)], Cells(worst), Cells(bounds));

        static void Count(SortedDictionary<(int Column, int Row), long> grid, (int Column, int Row) cell) =>
            grid[cell] = grid.GetValueOrDefault(cell) + 1;

        static GridCell[] Cells(SortedDictionary<(int Column, int Row), long> grid) =>
            [.. grid.Select(cell => new GridCell(cell.Key.Column, cell.Key.Row, cell.Value))];
    }
}
