using FsCheck;
using FsCheck.Fluent;
using Parity.Tensors;

namespace Parity.Cases;

/// <summary>Simpler cases near a case: smaller shapes first, then default options, plain data and small seeds, another element type and mode last.</summary>
static class CaseShrinker
{
    /// <summary>Generator and shrinker together, for FsCheck's properties.</summary>
    public static Arbitrary<BatchNormCase> Arbitrary { get; } = Arb.From(CaseGenerator.Any, Candidates);

    /// <summary>Valid cases that are simpler than the given one, boldest first.</summary>
    public static IEnumerable<BatchNormCase> Candidates(BatchNormCase c) =>
        Shapes(c).Concat(Features(c)).Where(candidate => candidate.WhyUndefined is null);

    /// <summary>
    /// Follows candidates as long as they fail too: a case none of whose candidates fails, or what was reached within
    /// the budget.
    /// </summary>
    /// <param name="failing">A case that fails.</param>
    /// <param name="stillFails">Whether a case fails in the same way.</param>
    /// <param name="budget">Largest number of cases to try.</param>
    public static BatchNormCase Shrink(BatchNormCase failing, Func<BatchNormCase, bool> stillFails, int budget = 500) =>
        GreedyDescent.Descend(failing, Candidates, stillFails, budget);

    static IEnumerable<BatchNormCase> Shapes(BatchNormCase c)
    {
        for (int d = 0; d < c.Shape.Length; d++)
        {
            int length = c.Shape[d];
            foreach (int smaller in new[] { 1, 2, length / 2, length - 1 }.Distinct())
                if (smaller >= 1 && smaller < length)
                    yield return c with { Shape = c.Shape.SetItem(d, smaller) };
        }
    }

    static IEnumerable<BatchNormCase> Features(BatchNormCase c)
    {
        var plain = new BatchNormCase { Module = c.Module, Shape = c.Shape };
        BatchNormCase[] candidates =
        [
            // Two entries are plainer than none, though they are more.
            c with { Shape = c.IsEmpty ? c.Shape.SetItem(0, 2) : c.Shape },
            c with { Layout = plain.Layout, GradLayout = plain.GradLayout },
            c with { GradLayout = plain.GradLayout },
            c with { Layout = plain.Layout, GradLayout = c.GradOutputLayout == plain.Layout ? null : c.GradOutputLayout },
            c with { Used = plain.Used },
            c with { AsLarge = plain.AsLarge },
            c with { Threads = plain.Threads },
            c with { Float32Parameters = plain.Float32Parameters },
            c with { Eps = plain.Eps },
            c with { Momentum = plain.Momentum },
            c with { Affine = plain.Affine, NoWeight = plain.NoWeight, NoBias = plain.NoBias },
            c with { NoWeight = plain.NoWeight },
            c with { NoBias = plain.NoBias },
            c with { Requires = plain.Requires },
            c with { Statistics = plain.Statistics },
            c with { TrackRunningStats = plain.TrackRunningStats },
            c with { NumBatchesTracked = plain.NumBatchesTracked },
            c with { WeightPattern = plain.WeightPattern },
            c with { BiasPattern = plain.BiasPattern },
            c with { RunningMeanPattern = plain.RunningMeanPattern },
            c with { RunningVarPattern = plain.RunningVarPattern },
            c with { GradPattern = plain.GradPattern },
            c with { Pattern = plain.Pattern },
            c with { Seed = 0 },
            c with { Seed = 1 },
            c with { Seed = c.Seed / 1000 },
            // Mode and element type choose the arithmetic, so they are given up last.
            c with { DType = plain.DType, Float32Parameters = plain.Float32Parameters },
            c with { DType = c.DType == DType.Float16 ? DType.BFloat16 : c.DType },
            // Training takes two values a channel, so leaving eval may need a second batch entry.
            c with { Training = plain.Training, Shape = c.ValuesPerChannel == 1 ? c.Shape.SetItem(0, 2) : c.Shape },
        ];
        return candidates.Where(candidate => candidate != c && (candidate.Seed < c.Seed || candidate.Seed == c.Seed));
    }
}

/// <summary>How a failure is shrunk: from one failing value to the first simpler one that fails too, until none does.</summary>
static class GreedyDescent
{
    /// <summary>Follows candidates as long as they fail too.</summary>
    /// <param name="failing">A value that fails.</param>
    /// <param name="candidates">Simpler values near a value, boldest first.</param>
    /// <param name="stillFails">Whether a value fails in the same way.</param>
    /// <param name="budget">Largest number of values to try.</param>
    /// <returns>A value none of whose candidates fails, or what was reached within the budget.</returns>
    public static T Descend<T>(T failing, Func<T, IEnumerable<T>> candidates, Func<T, bool> stillFails, int budget)
    {
        bool shrunk = true;
        while (shrunk)
        {
            shrunk = false;
            foreach (T candidate in candidates(failing))
            {
                if (budget-- <= 0)
                    return failing;
                if (!stillFails(candidate))
                    continue;
                (failing, shrunk) = (candidate, true);
                break;
            }
        }

        return failing;
    }
}
