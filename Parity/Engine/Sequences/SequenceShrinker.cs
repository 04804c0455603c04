using System.Collections.Immutable;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>Simpler sequences near a sequence: fewer commands first, then plainer commands, a plainer module, smaller shapes.</summary>
static class SequenceShrinker
{
    /// <summary>Sequences that are simpler than the given one, boldest first.</summary>
    public static IEnumerable<ModuleSequence> Candidates(ModuleSequence sequence) =>
        Shorter(sequence).Concat(Plainer(sequence.Start).Select(start => sequence with { Start = start }))
            .Concat(FewerChannels(sequence)).Concat(PlainerCommands(sequence));

    /// <summary>Follows candidates as long as they fail too.</summary>
    /// <param name="failing">A sequence that fails.</param>
    /// <param name="stillFails">Whether a sequence fails in the same way.</param>
    /// <param name="budget">Largest number of sequences to try.</param>
    public static ModuleSequence Shrink(ModuleSequence failing, Func<ModuleSequence, bool> stillFails, int budget = 1000) =>
        GreedyDescent.Descend(failing, Candidates, stillFails, budget);

    // Whole halves and quarters before single commands.
    static IEnumerable<ModuleSequence> Shorter(ModuleSequence sequence)
    {
        ImmutableArray<ModuleCommand> commands = sequence.Commands;
        for (int size = commands.Length; size >= 1; size /= 2)
            for (int from = 0; from + size <= commands.Length; from += size)
                yield return sequence with { Commands = commands.RemoveRange(from, size) };
    }

    static IEnumerable<ModuleSpec> Plainer(ModuleSpec start)
    {
        var plain = new ModuleSpec(start.Module, start.Channels);
        ModuleSpec[] candidates =
        [
            start with { DType = plain.DType },
            start with { Eps = plain.Eps },
            start with { Momentum = plain.Momentum },
            start with { NoWeight = false },
            start with { NoBias = false },
            start with { Affine = true },
            start with { TrackRunningStats = true },
        ];
        return candidates.Where(candidate => candidate != start);
    }

    static IEnumerable<ModuleSequence> FewerChannels(ModuleSequence sequence)
    {
        int channels = sequence.Start.Channels;
        foreach (int fewer in new[] { 1, 2, channels / 2, channels - 1 }.Distinct().Where(c => c >= 1 && c < channels))
            yield return new ModuleSequence(
                sequence.Start with { Channels = fewer },
                [.. sequence.Commands.Select(command => command with { Batch = command.Batch is { } batch ? WithChannels(batch, fewer) : null })]);
    }

    static IEnumerable<ModuleSequence> PlainerCommands(ModuleSequence sequence)
    {
        for (int i = 0; i < sequence.Commands.Length; i++)
            foreach (ModuleCommand plainer in Plainer(sequence.Commands[i]))
                yield return sequence with { Commands = sequence.Commands.SetItem(i, plainer) };
    }

    static IEnumerable<ModuleCommand> Plainer(ModuleCommand command)
    {
        if (command.Batch is not { } batch)
            yield break;
        if (command.Action == ModuleAction.Twice)
            yield return command with { Action = ModuleAction.Step };
        // The case's own shrinker, but for channels, which are the module's, and options, which a batch has not.
        foreach (BatchNormCase candidate in CaseShrinker.Candidates(batch).Where(c => c.Channels == batch.Channels && c.Training))
            yield return command with { Batch = candidate };
        // Another rank of the same module: (N, C) is plainer than (N, C, L).
        if (batch.Module == BatchNormModule.BatchNorm1d && batch.Shape.Length == 3)
            yield return command with { Batch = batch with { Shape = [2, batch.Channels], Layout = Layout.Contiguous } };
    }

    static BatchNormCase WithChannels(BatchNormCase c, int channels) =>
        c with { Shape = c.Shape.SetItem(c.Layout == Layout.FeaturesLast ? c.Shape.Length - 1 : 1, channels) };
}
