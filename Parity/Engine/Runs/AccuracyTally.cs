using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts errors against exact by kernel, quantity, dtype and mode.</summary>
/// <param name="kernels">The kernels in the order of reports; others follow as they come.</param>
sealed class AccuracyTally(IEnumerable<string>? kernels = null)
{
    readonly Cells<Profiles> cells = new(kernels);

    /// <summary>Counts every kernel's errors in one case, and the oracle's over the same elements.</summary>
    public void Add(CaseOutcome outcome)
    {
        foreach (KernelOutcome kernel in outcome.Kernels)
            foreach (QuantityOutcome judged in kernel.Quantities)
                if (judged is { KernelErrors: { Elements.Count: > 0 } own, OracleErrors: { } oracles })
                {
                    Profiles profiles = cells[Cell.Of(kernel.Kernel, judged.Quantity, outcome.Kind)];
                    profiles.Kernel.Add(own);
                    profiles.Oracle.Add(oracles);
                }
    }

    /// <summary>The rows, in the order of reports.</summary>
    public IReadOnlyList<AccuracyRow> Rows() => cells.Rows((cell, profiles) => new AccuracyRow(
        cell.Kernel, cell.Quantity.TorchName(), cell.DType.TorchName(), Mode.Word(cell.Training),
        profiles.Kernel.Errors(), profiles.Oracle.Errors()));

    sealed class Profiles
    {
        public Profile Kernel { get; } = new();

        public Profile Oracle { get; } = new();
    }

    sealed class Profile
    {
        readonly long[] elements = new long[UlpScale.Infinite + 1];
        readonly long[]?[] worst = new long[ConditioningScale.Columns][], bounds = new long[ConditioningScale.Columns][]; // by column, then row

        public void Add(ErrorSample sample)
        {
            for (int bucket = 0; bucket < sample.Elements.Count; bucket++)
                elements[bucket] += sample.Elements[bucket];
            Count(worst, sample.Column, sample.Elements.Count - 1);
            Count(bounds, sample.Column, sample.Bound);
        }

        public ErrorProfile Errors() => new(elements[..(Array.FindLastIndex(elements, count => count > 0) + 1)], Cells(worst), Cells(bounds));

        static void Count(long[]?[] grid, int column, int row) => (grid[column] ??= new long[UlpScale.Infinite + 1])[row]++;

        static List<GridCell> Cells(long[]?[] grid)
        {
            List<GridCell> cells = [];
            for (int column = 0; column < grid.Length; column++)
                for (int row = 0; row < grid[column]?.Length; row++)
                    if (grid[column]![row] is > 0 and var count)
                        cells.Add(new(column, row, count));
            return cells;
        }
    }
}
