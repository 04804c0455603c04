using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts the library's tensors that have the bits of its known arithmetic.</summary>
public sealed class LibraryTally
{
    readonly Dictionary<(string Way, DType DType, Quantity Quantity), (int Tensors, int Same)> cells = [];
    readonly List<LibraryDifference> differences = [];
    int rootsUnknown, misread;

    /// <summary>Counts one case.</summary>
    /// <param name="outcome">What it came to.</param>
    /// <param name="replay">Command line that runs it again.</param>
    public void Add(CaseOutcome outcome, string replay)
    {
        rootsUnknown += outcome.RootUnknown ? 1 : 0;
        misread += outcome.Misread ? 1 : 0;
        foreach (ArithmeticCheck tensor in outcome.Bits ?? [])
        {
            var key = (tensor.Way, outcome.Kind.DType, tensor.Quantity);
            (int tensors, int same) = cells.GetValueOrDefault(key);
            cells[key] = (tensors + 1, same + (tensor.Same ? 1 : 0));
            if (!tensor.Same && differences.Count < LibraryReport.Listed)
                differences.Add(new(outcome.Case, tensor.Way, tensor.Library!, tensor.Expected!, replay));
        }
    }

    /// <summary>The counts; null where the oracle's arithmetic is not known.</summary>
    public LibraryReport? Report(LibraryBits bits) => bits.Conditions is null ? null : new(
        bits.Conditions,
        bits.Departure,
        LibraryRow.Together(cells.Select(cell => new LibraryRow(
            cell.Key.Way, cell.Key.DType.TorchName(), cell.Key.Quantity.TorchName(), cell.Value.Tensors, cell.Value.Same))),
        differences)
    {
        Emulated = bits.Emulates,
        RootsUnknown = rootsUnknown,
        Misread = misread,
    };
}
