using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Parity.Tensors;

namespace Parity.Cases;

/// <summary>Draws cases: FsCheck chooses small integers, the numbers follow from the seed among them.</summary>
static class CaseGenerator
{
    // Lengths at which something changes: 1, vector widths and one either side, primes, tails.
    static readonly int[] edges = [1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 23, 31, 32, 33, 47, 63, 64, 65, 127, 128, 129];

    static readonly double[] epsilons = [1e-5, 1e-5, 1e-5, 1e-5, 1e-5, 1e-3, 1e-12, TinyEps, 0, 0.1, 1, 100];

    static readonly double?[] momenta = [0.1, 0.1, 0.1, 0.3, 0.9, 0.01, 0, 1, null, null, -0.5, 1.5];

    // 0 in every type but double.
    const double TinyEps = 1e-50;

    const int MostAttempts = 1000;

    // Every eighth case is of the next cell, so that a run of a thousand has some in each, and the others are left to
    // chance. Of a cell that is refused so many times nothing is drawn.
    const int CellEvery = 8, MostInCell = 5;

    // A large case has as many elements as sixty others: so often, a run takes as long as it would with larger small ones.
    const int LargeEvery = 80;

    // Of so many elements a case may have a few times as many.
    const int SmallEnough = 1024;

    static readonly BatchNormCase anyCase = new() { Module = BatchNormModule.BatchNorm1d, Shape = [1, 1] };

    // Made once: a generator is a tree of objects, and every draw asks for one of these.
    static readonly Gen<ImmutableArray<int>>[] shapes = [.. Enum.GetValues<BatchNormModule>().Select(Shapes)];

    static readonly Dictionary<int, Gen<Layout>> layouts = new[] { 2, 3, 4 }.ToDictionary(rank => rank, Layouts);

    static readonly Dictionary<(int Rank, Layout Layout), Gen<Layout?>> gradLayouts =
        layouts.Keys.SelectMany(rank => LayoutNames.Of(rank).Select(layout => (rank, layout))).ToDictionary(of => of, of => GradLayouts(of.layout, of.rank));

    /// <summary>Any case: more than half with well-conditioned data, the others with data that hurt or are exact.</summary>
    /// <remarks>
    /// Half precision in a fifth of them, with parameters of its own type and with float32 ones. Where the oracle refuses a
    /// type, <see cref="Draw(int, int, Func{BatchNormCase, string?})"/> goes on to the next case of the same number.
    /// </remarks>
    public static Gen<BatchNormCase> Any { get; } =
        from module in Gen.Elements(BatchNormModule.BatchNorm1d, BatchNormModule.BatchNorm2d)
        from training in Gen.Frequency((3, Gen.Constant(true)), (2, Gen.Constant(false)))
        from shape in shapes[(int)module]
        from layout in layouts[shape.Length]
        from gradLayout in gradLayouts[(shape.Length, layout)]
        from types in Types
        from options in Options
        from pattern in Patterns
        from empty in Gen.Frequency((50, Gen.Constant(false)), (1, Gen.Constant(true)))
        from single in Gen.Frequency((15, Gen.Constant(false)), (1, Gen.Constant(true)))
        from shown in Gen.Frequency((1, Gen.Constant(false)), (2, Gen.Constant(true)))
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from harsh in Harsh
        from called in Calls
        select Defined(Fitting(called(harsh(Revealing((shown, single), options with
        {
            Module = module,
            Shape = empty ? shape.SetItem(0, 0) : shape,
            Layout = layout,
            GradLayout = gradLayout,
            DType = types.DType,
            Float32Parameters = types.Float32Parameters,
            Training = training,
            Pattern = pattern,
            Seed = seed,
        })))));

    static Gen<(DType DType, bool Float32Parameters)> Types { get; } = Gen.Frequency(
        (8, Gen.Constant((DType.Float32, false))),
        (4, Gen.Constant((DType.Float64, false))),
        (2, Gen.Elements((DType.BFloat16, true), (DType.BFloat16, false))),
        (1, Gen.Elements((DType.Float16, true), (DType.Float16, false))));

    /// <summary>One plain case of every cell of the product of module, mode, layout and types.</summary>
    public static IReadOnlyList<BatchNormCase> Cells { get; } =
    [
        .. from shape in new[] { "bn1d/4x3x2", "bn2d/4x3x2x2" }
           let plain = CaseDescriptor.Parse(shape)
           from training in new[] { false, true }
           from dtype in DTypeNames.Floating
           from mixed in dtype.IsHalf() ? new[] { false, true } : [false]
           from layout in LayoutNames.Of(plain.Shape.Length)
           select plain with { Training = training, DType = dtype, Float32Parameters = mixed, Layout = layout },
    ];

    static readonly Gen<BatchNormCase>[] inCell = [.. Cells.Select(InCell)], large = [.. LargeCases.Cells.Select(InLarge)];

    static Gen<BatchNormCase> InCell(BatchNormCase cell) =>
        from drawn in Any.Where(c => c.Module == cell.Module && LayoutNames.Of(c.Shape.Length).Contains(cell.Layout))
        select Defined(Fitting(drawn with
        {
            Training = cell.Training,
            DType = cell.DType,
            Float32Parameters = cell.Float32Parameters,
            Layout = cell.Layout,
            GradLayout = drawn.GradLayout == cell.Layout ? null : drawn.GradLayout,
        }));

    static Gen<BatchNormCase> InLarge((LargeCases.Kind Kind, bool Training) cell) =>
        from drawn in Any.Where(c => !c.IsEmpty)
        from picks in Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), 3)
        let given = drawn with
        {
            Training = cell.Training,
            // There are few in eval, and those are to tell channels apart.
            TrackRunningStats = drawn.TrackRunningStats || !cell.Training,
            Statistics = !cell.Training && drawn.Statistics is (StatisticsPreset.Fresh or StatisticsPreset.Zero) ? StatisticsPreset.Ordinary : drawn.Statistics,
        }
        select Defined(Fitting(LargeCases.Of(given, cell.Kind, picks)));

    static BatchNormCase Fitting(BatchNormCase c) =>
        c.Pattern.Fits(c.DType) ? c : c with { Pattern = DataPatterns.WellConditioned[c.Seed % DataPatterns.WellConditioned.Count] };

    /// <summary>One case of a run: a pure function of the run's seed and the case's number.</summary>
    public static BatchNormCase Draw(int seed, int number) => Draw(seed, number, attempt: 0);

    /// <summary>The first case of a number's sequence that is not refused.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="number">The case's number.</param>
    /// <param name="whyNot">Why the oracle cannot answer a case, or null.</param>
    /// <exception cref="InvalidOperationException">Everything is refused.</exception>
    public static BatchNormCase Draw(int seed, int number, Func<BatchNormCase, string?> whyNot)
    {
        string? refused = null;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            BatchNormCase drawn = Draw(seed, number, attempt);
            if ((refused = whyNot(drawn)) is null)
                return drawn;
        }

        throw new InvalidOperationException($"{MostAttempts} cases in a row are refused, the last because: {refused}");
    }

    static BatchNormCase Draw(int seed, int number, int attempt)
    {
        // FsCheck wants an odd increment; seed, number and attempt make each case's own sequence.
        var random = new Rnd(new CounterRandom(seed, -1 - attempt).Bits(number), 2 * (ulong)(uint)number + 1);
        Gen<BatchNormCase> drawn = attempt >= MostInCell ? Any
            : number % CellEvery == CellEvery - 1 ? inCell[number / CellEvery % inCell.Length]
            : number % LargeEvery == LargeEvery / 2 ? large[number / LargeEvery % large.Length]
            : Any;
        return drawn.Sample(1, random, 50)[0];
    }

    static Gen<DataPattern> Patterns { get; } = Gen.Frequency(
        (11, Gen.Elements<DataPattern>(DataPatterns.WellConditioned)),
        (5, Gen.Elements(DataPatterns.Drawn.Except(DataPatterns.WellConditioned).Except(DataPatterns.Special))),
        (4, Gen.Elements<DataPattern>(DataPatterns.Special)));

    static Gen<BatchNormCase> Options { get; } =
        from eps in Gen.Elements(epsilons)
        from momentum in Gen.Elements(momenta)
        from parameters in Parameters
        from track in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from tracked in Gen.Elements(0, 0, 1, 7, 1000)
        from statistics in Gen.Frequency((6, Gen.Constant(StatisticsPreset.Ordinary)), (4, Gen.Elements(Enum.GetValues<StatisticsPreset>())))
        from requires in Gen.Frequency((5, Gen.Constant(GradientRequest.All)), (2, Gen.Elements(GradientRequestNames.All.ToArray())))
        select parameters with
        {
            Eps = eps,
            Momentum = momentum,
            TrackRunningStats = track,
            Statistics = statistics,
            NumBatchesTracked = tracked,
            Requires = requires,
        };

    static Gen<BatchNormCase> Parameters { get; } = Gen.Frequency(
        (6, Gen.Constant(anyCase)),
        (2, Gen.Constant(anyCase with { Affine = false })),
        (1, Gen.Constant(anyCase with { NoWeight = true })),
        (1, Gen.Constant(anyCase with { NoBias = true })));

    static Gen<Func<BatchNormCase, BatchNormCase>> HarshPart { get; } =
        from pattern in Gen.Elements(ParameterPatterns.All.Skip(1).ToArray())
        from gradient in Gen.Elements(GradientPatterns.All.Skip(1).ToArray())
        from given in Gen.Elements(true, false)
        from eps in Gen.Elements<double?>(null, 0, TinyEps)
        from momentum in Gen.Elements<double?>(null, 0, 1)
        from part in Gen.Elements<Func<BatchNormCase, BatchNormCase>>(
            c => c with { WeightPattern = pattern, Affine = true, NoWeight = false },
            c => c with { BiasPattern = pattern, Affine = true, NoBias = false },
            c => OfStatistics(c, given, eps, momentum) with { RunningMeanPattern = pattern },
            // An eps of any size swallows what is subnormal.
            c => OfStatistics(c, given, pattern == ParameterPattern.Subnormal ? eps ?? 0 : eps, momentum) with { RunningVarPattern = pattern },
            c => OfStatistics(c, given, pattern == ParameterPattern.Subnormal ? eps ?? 0 : eps, momentum) with { RunningVarPattern = pattern },
            c => c with { GradPattern = gradient, Requires = c.Requires == GradientRequest.None ? GradientRequest.All : c.Requires })
        select part;

    // What training, pruning, checkpoints and losses leave in parameters, buffers and gradients; the others stay as they are.
    static Gen<Func<BatchNormCase, BatchNormCase>> Harsh { get; } = Gen.Frequency(
        (4, Gen.Constant<Func<BatchNormCase, BatchNormCase>>(c => c)),
        (3, from one in HarshPart from other in HarshPart from both in Gen.Elements(true, true, false) select HarshBy(one, other, both)));

    static Func<BatchNormCase, BatchNormCase> HarshBy(
        Func<BatchNormCase, BatchNormCase> one, Func<BatchNormCase, BatchNormCase> other, bool both) => c => one(both ? other(c) : c);

    static Gen<Func<BatchNormCase, BatchNormCase>> Calls { get; } =
        from threads in Gen.Elements(1, 1, 1, 2, 3)
        from large in Gen.Elements(false, false, true)
        from used in Gen.Elements(false, false, true)
        select (Func<BatchNormCase, BatchNormCase>)(c => c with { Threads = threads, AsLarge = large, Used = used });

    // In eval they are what normalises, in training what is blended with.
    static BatchNormCase OfStatistics(BatchNormCase c, bool given, double? eps, double? momentum) => given
        ? c with { TrackRunningStats = true, Training = false, Eps = eps ?? c.Eps }
        : c with { TrackRunningStats = true, Training = true, Momentum = momentum ?? c.Momentum };

    // A budget of elements, then lengths that stay within it: most cases are small, some reach thousands a channel.
    static Gen<ImmutableArray<int>> Shapes(BatchNormModule module) =>
        from rank in module == BatchNormModule.BatchNorm2d ? Gen.Constant(4) : Gen.Elements(2, 3)
        from budget in Gen.Frequency((5, Gen.Constant(256)), (4, Gen.Constant(2048)), (1, Gen.Constant(8192)))
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

    static Gen<Layout> Layouts(int rank) => Gen.Frequency(
        LayoutNames.Of(rank).Select(layout => (layout == Layout.Contiguous ? 12 : layout <= Layout.Expanded ? 4 : 2, Gen.Constant(layout))));

    // As the input in most cases: so torch hands gradients on.
    static Gen<Layout?> GradLayouts(Layout layout, int rank) => Gen.Frequency(
        (3, Gen.Constant((Layout?)null)),
        (2, Gen.Elements(LayoutNames.OfGradOutput(rank).Where(other => other != layout).Select(other => (Layout?)other).ToArray())));

    // Options that let through what a pattern or a shape is about, which few cases would have by chance.
    static BatchNormCase Revealing((bool Special, bool SingleValue) draw, BatchNormCase c)
    {
        // A bias or a mean that is not zero swallows what is subnormal.
        if (draw.Special && c.Pattern is (DataPattern.Subnormal or DataPattern.Underflow))
            c = c with { NoBias = c.Affine, Statistics = StatisticsPreset.Fresh };
        // Batch statistics make NaN of an infinity.
        if (draw.Special && c.Pattern == DataPattern.Infinite)
            c = c with { Training = false };
        // A plane of one row or one column lies as it would without a pitch.
        if (draw.Special && c.Layout > Layout.Expanded && c.Channels * c.ValuesPerChannel <= SmallEnough)
            c = c with { Shape = [.. c.Shape.Select((length, d) => d >= 2 && length == 1 ? d : length)] };
        // In eval a channel may have a single value.
        if (draw.SingleValue && !c.UsesBatchStatistics && !c.IsEmpty)
            c = c with { Shape = [.. c.TorchShape.Select((length, d) => d == 1 ? length : 1)], Layout = Layout.Contiguous, GradLayout = null };
        return c;
    }

    // Another batch entry makes one value per channel two.
    static BatchNormCase Defined(BatchNormCase c) => c.WhyUndefined is null ? c : c with { Shape = c.Shape.SetItem(0, 2) };
}
