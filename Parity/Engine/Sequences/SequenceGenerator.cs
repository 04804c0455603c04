using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Parity.Cases;
using Parity.Libtorch;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>Draws sequences: FsCheck chooses small integers, the numbers follow from the seeds among them.</summary>
static class SequenceGenerator
{
    static readonly int[] channels = [1, 2, 3, 5, 8, 9, 17];
    static readonly int[] batches = [0, 1, 1, 2, 3, 4, 7, 8, 9, 16];
    static readonly int[] lengths = [1, 2, 3, 5, 8];
    static readonly double[] epsilons = [1e-5, 1e-3, 1e-12, 0.1, 1];
    static readonly double?[] momenta = [0.1, 0.3, 0.9, 0.01, 0, 1, null, null];
    // Where float32 and bfloat16 stop counting.
    static readonly double[] counts = [255, 256, 16_777_215, 16_777_216, 16_777_217];
    static readonly double[] rates = [0.001, 0.01, 0.1];
    // Well conditioned: sequences look for differences in state, and hard data have cases of their own.
    static readonly DataPattern[] patterns = [.. DataPatterns.WellConditioned];

    /// <summary>Any sequence of up to <see cref="ModuleSequence.MostCommands"/> commands on well conditioned data.</summary>
    public static Gen<ModuleSequence> Any { get; } =
        from start in Starts
        from length in Gen.Choose(1, ModuleSequence.MostCommands)
        from parts in Gen.ArrayOf(Gen.Frequency((5, Commands(start).Select(command => new[] { command })), (2, Disorderly(start))), length)
        let commands = parts.SelectMany(part => part).Take(length).ToArray()
        from first in WithBatch(ModuleAction.Step, start)
        from rate in Gen.Elements(rates)
        from primed in Gen.Choose(0, 2)
        select new ModuleSequence(start, [.. primed > 0 && length > 2 ? Primed(commands, first, rate) : commands]);

    /// <summary>One sequence of a run: a pure function of the run's seed and the sequence's number.</summary>
    public static ModuleSequence Draw(int seed, int number)
    {
        var random = new Rnd(new CounterRandom(seed, -2).Bits(number), 2 * (ulong)(uint)number + 1);
        return Any.Sample(1, random, 50)[0];
    }

    // A fresh module's weights are all one and its biases all zero, and hide much: most sequences begin by changing them.
    static IEnumerable<ModuleCommand> Primed(ModuleCommand[] commands, ModuleCommand first, double rate) =>
        commands[2..].Prepend(new ModuleCommand(ModuleAction.Update, rate)).Prepend(first);

    static Gen<ModuleSpec> Starts =>
        from module in Gen.Elements(BatchNormModule.BatchNorm1d, BatchNormModule.BatchNorm2d)
        from count in Gen.Elements(channels)
        from dtype in Gen.Elements(DType.Float32, DType.Float32, DType.Float64)
        from eps in Gen.Frequency((3, Gen.Constant(1e-5)), (1, Gen.Elements(epsilons)))
        from momentum in Gen.Frequency((2, Gen.Constant<double?>(0.1)), (2, Gen.Elements(momenta)))
        from affine in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
        from missing in Gen.Choose(0, 9)
        from track in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new ModuleSpec(module, count)
        {
            DType = dtype,
            Eps = eps,
            Momentum = momentum,
            Affine = affine,
            NoWeight = affine && missing == 0,
            NoBias = affine && missing == 1,
            TrackRunningStats = track,
        };

    static Gen<ModuleCommand> Commands(ModuleSpec start) => Gen.Frequency(
        (8, WithBatch(ModuleAction.Step, start)),
        (2, WithBatch(ModuleAction.Twice, start)),
        (2, WithBatch(ModuleAction.Infer, start)),
        (2, Plain(ModuleAction.Train)),
        (2, Plain(ModuleAction.Eval)),
        (2, from number in Gen.Elements(momenta) select new ModuleCommand(ModuleAction.Momentum, number)),
        (2, from number in Gen.Elements(epsilons) select new ModuleCommand(ModuleAction.Eps, number)),
        (1, Plain(ModuleAction.ResetStats)),
        // torch's reset_parameters fails on a parameter that was taken away.
        (3, Plain(start.NoWeight || start.NoBias ? ModuleAction.ResetStats : ModuleAction.ResetParameters)),
        (2, Plain(ModuleAction.ZeroGrad)),
        (2, from number in Gen.Elements(rates) select new ModuleCommand(ModuleAction.Update, number)),
        (2, Plain(ModuleAction.Reload)),
        (4, Gen.Elements(ModuleAction.Float32, ModuleAction.Float64).Select(action => new ModuleCommand(action))));

    // Forward and backward with a life between them; statistics that change between two evals; a counter that float32
    // could not hold; a second module that is used while the first one waits.
    static Gen<ModuleCommand[]> Disorderly(ModuleSpec start) => Gen.Frequency(
        (4, from forward in Waiting(start)
            from between in Gen.Choose(1, 3).SelectMany(count => Gen.ArrayOf(Between(start), count))
            select (ModuleCommand[])[forward, .. between, new(ModuleAction.Backward)]),
        (2, from forward in Waiting(start)
            from other in WithBatch(ModuleAction.Step, start)
            select (ModuleCommand[])[forward, new(ModuleAction.Switch), other, new(ModuleAction.Switch), new(ModuleAction.Backward)]),
        (6, from first in WithBatch(ModuleAction.Infer, start)
            from given in Given
            from again in WithBatch(ModuleAction.Step, start)
            select (ModuleCommand[])[new(ModuleAction.Eval), first, given, again]),
        (2, from step in WithBatch(ModuleAction.Step, start)
            from forward in Waiting(start)
            from rate in Gen.Elements(rates)
            select (ModuleCommand[])[step, forward, new(ModuleAction.Update, rate), new(ModuleAction.Backward)]),
        (4, from count in Gen.Elements(counts)
            from step in WithBatch(ModuleAction.Step, start)
            select (ModuleCommand[])[new(ModuleAction.Train), new(ModuleAction.Count, count), step]),
        (4, from refused in Refused(start)
            from step in WithBatch(ModuleAction.Step, start)
            select (ModuleCommand[])[refused, step]));

    // Of an empty batch torch adds up the gradient of the bias before it refuses a weight that changed.
    static Gen<ModuleCommand> Waiting(ModuleSpec start) => WithBatch(ModuleAction.Forward, start).Select(command =>
        command.Batch is { IsEmpty: true } empty ? command with { Batch = Understood(empty with { Shape = empty.Shape.SetItem(0, 2) }) } : command);

    // Nothing writes to the running statistics past the module here: torch refuses the backward pass then, and arrays count no writes.
    static Gen<ModuleCommand> Between(ModuleSpec start) => Gen.Frequency(
        (3, from number in Gen.Elements(epsilons) select new ModuleCommand(ModuleAction.Eps, number)),
        (1, from number in Gen.Elements(momenta) select new ModuleCommand(ModuleAction.Momentum, number)),
        (3, Plain(ModuleAction.Eval)),
        (2, Plain(ModuleAction.Train)),
        (1, Plain(ModuleAction.ZeroGrad)),
        (1, Plain(ModuleAction.ResetStats)),
        (2, from number in Gen.Elements(rates) select new ModuleCommand(ModuleAction.Update, number)),
        (2, from seed in Gen.Choose(0, 999) select new ModuleCommand(ModuleAction.Load, seed)),
        (3, Refused(start)));

    static Gen<ModuleCommand> Given { get; } =
        from action in Gen.Elements(ModuleAction.Assign, ModuleAction.Load)
        from seed in Gen.Choose(0, 999)
        select new ModuleCommand(action, seed);

    // A module whose parameter was taken away goes by way of the functional form in TorchSharp, which takes any rank.
    static Gen<ModuleCommand> Refused(ModuleSpec start) => start.NoWeight || start.NoBias
        ? Plain(ModuleAction.WrongChannels)
        : Gen.Elements(ModuleAction.WrongChannels, ModuleAction.WrongRank).Select(action => new ModuleCommand(action));

    static Gen<ModuleCommand> Plain(ModuleAction action) => Gen.Constant(new ModuleCommand(action));

    // One value per channel is an error in training and no news: the table of errors has it. Mode is the sequence's, so
    // every batch has two.
    static Gen<ModuleCommand> WithBatch(ModuleAction action, ModuleSpec start) =>
        from rank in start.Module == BatchNormModule.BatchNorm2d ? Gen.Constant(4) : Gen.Elements(2, 3)
        from batch in Gen.Elements(batches)
        from spatial in Gen.ArrayOf(Gen.Elements(lengths), rank - 2)
        from layout in Gen.Frequency(LayoutNames.Of(rank).Where(Varies).Select(layout => (layout == Layout.Contiguous ? 12 : layout <= Layout.Expanded ? 3 : 1, Gen.Constant(layout))))
        from gradLayout in Gen.Frequency((2, Gen.Constant((Layout?)null)), (1, Gen.Elements(LayoutNames.OfGradOutput(rank).Where(Varies)).Select(other => (Layout?)other)))
        from pattern in Gen.Elements(patterns)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        let enough = batch == 1 && spatial.All(length => length == 1) ? 2 : batch
        select new ModuleCommand(action, Batch: Understood(new BatchNormCase
        {
            Module = start.Module,
            Shape = Shape(enough, start.Channels, spatial, layout),
            Layout = layout,
            GradLayout = action == ModuleAction.Infer || gradLayout == layout ? null : gradLayout,
            Pattern = pattern,
            Seed = seed,
        }));

    // What libtorch reads wrongly is no news either.
    static BatchNormCase Understood(BatchNormCase c) => LibtorchDefects.WhyNot(c) is null ? c : c with { GradLayout = null };

    // Sequences are compared by tolerances: of planes of one number nothing is left but noise, or two values.
    static bool Varies(Layout layout) => layout is not (Layout.Pooled or Layout.Scalar);

    static ImmutableArray<int> Shape(int batch, int channels, int[] spatial, Layout layout) =>
        layout == Layout.FeaturesLast ? [batch, .. spatial, channels] : [batch, channels, .. spatial];
}
