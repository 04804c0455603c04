using Parity.Cases;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>What is counted apart.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Quantity">What was compared.</param>
/// <param name="DType">Element type of the batch.</param>
/// <param name="Training">Training mode, or eval mode.</param>
sealed record Cell(string Kernel, Quantity Quantity, DType DType, bool Training)
{
    /// <summary>The cell of one kernel's quantity in a case.</summary>
    public static Cell Of(string kernel, Quantity quantity, CaseKind kind) => new(kernel, quantity, kind.DType, kind.Training);
}

/// <summary>One count for every cell that anything fell into.</summary>
/// <typeparam name="T">The count.</typeparam>
/// <param name="kernels">The kernels in the order of reports; others follow as they come.</param>
sealed class Cells<T>(IEnumerable<string>? kernels = null)
    where T : class, new()
{
    readonly Dictionary<Cell, T> counts = [];
    readonly List<string> order = [.. kernels ?? []];

    /// <summary>The count of a cell; a new one where it is the first of its cell.</summary>
    public T this[Cell cell]
    {
        get
        {
            if (!counts.TryGetValue(cell, out T? count))
            {
                counts.Add(cell, count = new T());
                if (!order.Contains(cell.Kernel))
                    order.Add(cell.Kernel);
            }

            return count;
        }
    }

    /// <summary>A row for each cell, in the order of reports: kernels, then quantity, dtype, and training before eval.</summary>
    public IReadOnlyList<TRow> Rows<TRow>(Func<Cell, T, TRow> row) =>
    [
        .. counts.Keys
            .OrderBy(cell => order.IndexOf(cell.Kernel)).ThenBy(cell => (int)cell.Quantity)
            .ThenBy(cell => (int)cell.DType).ThenByDescending(cell => cell.Training)
            .Select(cell => row(cell, counts[cell])),
    ];
}
