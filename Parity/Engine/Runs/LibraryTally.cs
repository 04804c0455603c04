using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Counts the library's tensors that have the bits of its known arithmetic.</summary>
sealed class LibraryTally
{
    readonly Dictionary<Sort, Count> counts = [];
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
            var sort = new Sort(tensor.Way, outcome.Kind.DType, tensor.Quantity);
            if (!counts.TryGetValue(sort, out Count? count))
                counts.Add(sort, count = new Count());
            count.All++;
            count.Same += tensor.Same ? 1 : 0;
            if (!tensor.Same && differences.Count < LibraryReport.Listed)
                differences.Add(new(outcome.Case, tensor.Way, tensor.Library!, tensor.Expected!, replay));
        }
    }

    /// <summary>The counts, in the order of way, type and quantity; null where the oracle's arithmetic is not known.</summary>
    public LibraryReport? Report(KnownArithmetic? known) => known is null ? null : new(
        known.Conditions,
        known.Departure,
        [
            .. counts.Keys
                .Select(sort => new LibraryRow(sort.Way, sort.DType.TorchName(), sort.Quantity.TorchName(), counts[sort].All, counts[sort].Same))
                .OrderBy(row => row.Way, StringComparer.Ordinal).ThenBy(row => row.Dtype, StringComparer.Ordinal).ThenBy(row => row.Quantity, StringComparer.Ordinal),
        ],
        differences)
    {
        Emulated = known.Emulated,
        RootsUnknown = rootsUnknown,
        Misread = misread,
    };

    sealed record Sort(string Way, DType DType, Quantity Quantity);

    sealed class Count
    {
        public int All { get; set; }

        public int Same { get; set; }
    }
}
