using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Parity.Cases;

/// <summary>Draws cases: FsCheck chooses small integers, the numbers follow from the seed among them.</summary>
public static class CaseGenerator
{
    // Lengths at which something changes: 1, vector widths and one either side, primes, tails.
    static readonly int[] edges = [1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 23, 31, 32, 33, 47, 63, 64, 65, 127, 128, 129];

    static readonly double[] epsilons = [1e-5, 1e-5, 1e-5, 1e-5, 1e-3, 1e-12, 0.1, 1, 0];

    static readonly double?[] momenta = [0.1, 0.1, 0.1, 0.3, 0.9, 0.01, 0, 1, null];

    /// <summary>Any case: three in five with well-conditioned data, the others with data that hurt or are exact.</summary>
    public static Gen<BatchNormCase> Any { get; } =
        from module in Gen.Elements(BatchNormModule.BatchNorm1d, BatchNormModule.BatchNorm2d)
        from training in Gen.Frequency((3, Gen.Constant(true)), (2, Gen.Constant(false)))
        from shape in Shapes(module)
        from layout in Layouts(module, shape.Length)
        from dtype in Gen.Elements(DType.Float32, DType.Float32, DType.Float64)
        from options in Options
        from pattern in Patterns
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select WithTwoValues(options with
        {
            Module = module,
            Shape = shape,
            Layout = layout,
            DType = dtype,
            Training = training,
            Pattern = pattern,
            Seed = seed,
        });

    /// <summary>One case of a run: a pure function of the run's seed and the case's number.</summary>
    public static BatchNormCase Draw(int seed, int number)
    {
        // FsCheck wants an odd increment; the pair of seed and number makes each case's own sequence.
        var random = new Rnd(new CounterRandom(seed, -1).Bits(number), 2 * (ulong)(uint)number + 1);
        return Any.Sample(1, random, 50)[0];
    }

    static Gen<DataPattern> Patterns { get; } = Gen.Frequency(
        (3, Gen.Elements<DataPattern>(DataPatterns.WellConditioned)),
        (2, Gen.Elements(DataPatterns.Drawn.Except(DataPatterns.WellConditioned))));

    static Gen<BatchNormCase> Options { get; } =
        from eps in Gen.Elements(epsilons)
        from momentum in Gen.Elements(momenta)
        from affine in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from track in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from tracked in Gen.Elements(0, 0, 1, 7, 1000)
        select new BatchNormCase
        {
            Module = BatchNormModule.BatchNorm1d,
            Shape = [1, 1],
            Eps = eps,
            Momentum = momentum,
            Affine = affine,
            TrackRunningStats = track,
            NumBatchesTracked = tracked,
        };

    // A budget of elements, then lengths that stay within it: most cases are small, some reach thousands a channel.
    static Gen<ImmutableArray<int>> Shapes(BatchNormModule module) =>
        from rank in module == BatchNormModule.BatchNorm2d ? Gen.Constant(4) : Gen.Elements(2, 3)
        from budget in Gen.Frequency((4, Gen.Constant(256)), (4, Gen.Constant(2048)), (2, Gen.Constant(8192)))
        from first in Gen.Choose(0, rank - 1)
        from picks in Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), rank)
        select Within(budget, first, picks);

    static ImmutableArray<int> Within(int budget, int first, int[] picks)
    {
        var shape = new int[picks.Length];
        for (int k = 0; k < shape.Length; k++)
        {
            // The dimension that chooses first may take the whole budget.
            int d = (first + k) % shape.Length;
            int allowed = Array.FindLastIndex(edges, length => length <= budget) + 1;
            bool large = k == 0 && budget > edges[^1] && picks[d] % 5 == 0;
            // One channel is an edge of its own, but most cases tell channels apart.
            int least = d == 1 && allowed > 1 && picks[d] % 4 != 0 ? 1 : 0;
            shape[d] = large ? edges[^1] + picks[d] % (budget - edges[^1]) : edges[least + picks[d] % (allowed - least)];
            budget /= shape[d];
        }

        return [.. shape];
    }

    static Gen<Layout> Layouts(BatchNormModule module, int rank) => (module, rank) switch
    {
        (BatchNormModule.BatchNorm2d, _) => Gen.Elements(Layout.Contiguous, Layout.Contiguous, Layout.ChannelsLast),
        (_, 3) => Gen.Elements(Layout.Contiguous, Layout.Contiguous, Layout.FeaturesLast),
        _ => Gen.Constant(Layout.Contiguous),
    };

    // One value per channel is an error where the batch's own statistics are used: another batch entry makes it two.
    static BatchNormCase WithTwoValues(BatchNormCase c) =>
        c.UsesBatchStatistics && c.ValuesPerChannel == 1 ? c with { Shape = c.Shape.SetItem(0, 2) } : c;
}
