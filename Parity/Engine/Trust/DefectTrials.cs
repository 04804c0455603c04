using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Trust;

/// <summary>Hunts every planted defect with the cases of several seeds; the oracle answers each case once for all.</summary>
/// <param name="defects">The kernels that are wrong.</param>
/// <param name="oracle">Who decides.</param>
/// <param name="cases">Most cases of each seed.</param>
sealed class DefectTrials(IReadOnlyList<KernelEntry> defects, IOracle oracle, int cases)
{
    /// <summary>Runs all seeds.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="progress">Told after every seed how many are done.</param>
    /// <param name="cancellation">Ends the run after the hunts at hand.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IReadOnlyList<DefectRow> Run(
        IReadOnlyList<int> seeds, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        // [defect][seed]
        Caught?[][] caught = [.. defects.Select(_ => new Caught?[seeds.Count])];
        for (int s = 0; s < seeds.Count; s++)
        {
            int seed = s;
            using var trials = AnsweredTrials.Drawn(seeds[seed], cases, oracle);
            Parallel.For(0, defects.Count, new ParallelOptions { CancellationToken = cancellation }, d =>
                caught[d][seed] = Hunt.Run(defects[d], trials.All()));
            progress?.Invoke(seed + 1);
        }

        return [.. defects.Select((defect, d) => Row(defect, caught[d]))];
    }

    static DefectRow Row(KernelEntry defect, Caught?[] seeds)
    {
        int[] counts = [.. seeds.OfType<Caught>().Select(found => found.Cases)];
        return new DefectRow(
            defect.Name,
            defect.Summary,
            counts.Length,
            Medians.Of([.. seeds.Select(found => (double?)found?.Cases)]),
            counts.Length > 0 ? counts.Min() : null,
            counts.Length > 0 ? counts.Max() : null,
            seeds.OfType<Caught>().CountBy(FirstFailure).OrderByDescending(quantity => quantity.Value).FirstOrDefault().Key);
    }

    static string FirstFailure(Caught found) =>
        found.Comparison.ErrorMismatch is not null || found.Comparison.Failure is not null
            ? "error"
            : found.Comparison.Quantities.First(judged => judged.Verdict.Fails()).Quantity.TorchName();
}

/// <summary>Runs a kernel through the gate until it fails.</summary>
static class Hunt
{
    /// <summary>The first trial that fails the gate, or null where all pass.</summary>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="trials">The trials in order; those of an element type that the kernel does not cover pass by.</param>
    public static Caught? Run(KernelEntry kernel, IEnumerable<AnsweredTrial> trials)
    {
        int cases = 0;
        foreach (AnsweredTrial answered in trials)
        {
            cases++;
            if (CoveredCases.WhyNot(kernel, answered.Trial.Case) is not null)
                continue;
            CaseComparison comparison = answered.Check.Compare(kernel);
            if (!comparison.Passed)
                return new Caught(cases, comparison);
        }

        return null;
    }
}

/// <summary>How a wrong kernel was caught.</summary>
/// <param name="Cases">Cases until then, the failing one included.</param>
/// <param name="Comparison">The comparison that failed.</param>
sealed record Caught(int Cases, CaseComparison Comparison);

/// <summary>How soon a planted defect is caught.</summary>
/// <param name="Name">The kernel's name on the command line.</param>
/// <param name="Summary">What it gets wrong.</param>
/// <param name="Caught">Number of seeds that caught it within the cases allowed.</param>
/// <param name="Median">Cases until caught, median over the seeds; null where half of the seeds or more did not catch it.</param>
/// <param name="Least">Fewest cases until caught; null where no seed caught it.</param>
/// <param name="Most">Most cases until caught, over the seeds that caught it; null where none did.</param>
/// <param name="Quantity">The quantity that failed first most often; null where nothing failed.</param>
sealed record DefectRow(
    string Name, string Summary, int Caught, double? Median, int? Least, int? Most, string? Quantity);
