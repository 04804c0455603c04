using Parity.Cases;
using Parity.Comparison;
using Parity.Oracles;
using Parity.Reference.Kernels;

namespace Parity.Trust;

/// <summary>Hunts every planted defect with the cases of several seeds; the oracle answers each case once for all.</summary>
/// <param name="defects">The kernels that are wrong.</param>
/// <param name="oracle">Who decides.</param>
/// <param name="cases">Most cases of each seed.</param>
public sealed class DefectTrials(IReadOnlyList<KernelEntry> defects, IOracle oracle, int cases)
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
        found.Comparison.ErrorMismatch is not null
            ? "error"
            : found.Comparison.Quantities.First(judged => judged.Verdict.Fails()).Quantity.TorchName();
}
