using System.Numerics;
using Parity.Reference;

namespace Parity.Tests.Planted.Refusals;

/// <summary>The mistakes of a module that loads a state.</summary>
/// <param name="defect">The mistake.</param>
/// <param name="module">The module.</param>
/// <param name="load">The right way to load.</param>
/// <typeparam name="T">Element type.</typeparam>
sealed class StateRefusals<T>(RefusalDefect defect, BatchNorm<T> module, Action<StateDict<T>, bool> load)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Loads it, wrongly.</summary>
    public void Load(StateDict<T> state, bool strict)
    {
        StateDict<T> own = module.StateDict();
        if (defect == RefusalDefect.OldStateRefused && strict && own.NumBatchesTracked is not null && state.NumBatchesTracked is null)
            throw new ArgumentException(Text("Missing key(s) in state_dict: \"num_batches_tracked\". "));
        if (defect == RefusalDefect.UnfitTensorHalfWritten)
            foreach ((string name, T[] values) in Unfit(state, own))
                values.AsSpan(0, Math.Min(values.Length, module.NumFeatures)).CopyTo(Held(name));
        if (defect == RefusalDefect.FirstUnfitTensorEndsLoading && Unfit(state, own).FirstOrDefault() is { Key: { } first })
        {
            load(Of(state.Tensors.TakeWhile(entry => entry.Key != first), null, 0), false);
            throw new ArgumentException(Text(
                $"size mismatch for {first}: copying a param with shape torch.Size([{state.Tensors[first].Length}]) from checkpoint, the shape in current model is torch.Size([{module.NumFeatures}])."));
        }

        try
        {
            load(Seen(state, own, strict), defect == RefusalDefect.LenientLoadingIsStrict || strict);
        }
        catch (ArgumentException refused)
        {
            throw Refused(refused, own);
        }
    }

    // The state that the module takes this one for.
    StateDict<T> Seen(StateDict<T> state, StateDict<T> own, bool strict) => defect switch
    {
        RefusalDefect.MissingKeyTaken => Of(state.Tensors.Concat(own.Tensors.Where(entry => !state.Tensors.ContainsKey(entry.Key))), state.NumBatchesTracked, state.CounterAt),
        RefusalDefect.UnexpectedKeyIgnored => Of(state.Tensors.Where(entry => own.Tensors.ContainsKey(entry.Key)), module.TrackRunningStats ? state.NumBatchesTracked : null, state.CounterAt),
        RefusalDefect.StateWithStatisticsTakenWithout => module.TrackRunningStats ? state
            : Of(state.Tensors.Where(entry => !entry.Key.StartsWith("running_", StringComparison.Ordinal)), null, 0),
        RefusalDefect.SingleValueSpread => Of(state.Tensors.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Length == 1 ? Fitted(entry.Value, entry.Value[0]) : entry.Value)), state.NumBatchesTracked, state.CounterAt),
        RefusalDefect.StateStatisticsCutOrFilled => Of(
            state.Tensors.Select(entry => KeyValuePair.Create(entry.Key, entry.Key.StartsWith("running_", StringComparison.Ordinal) ? Fitted(entry.Value, T.Zero) : entry.Value)), state.NumBatchesTracked, state.CounterAt),
        RefusalDefect.LenientLoadingSkipsSizes when !strict => Of(state.Tensors.Except(Unfit(state, own)), state.NumBatchesTracked, state.CounterAt),
        RefusalDefect.OldStateResetsCounter => Of(state.Tensors, state.NumBatchesTracked ?? (module.TrackRunningStats ? 0 : null), state.CounterAt),
        _ => state,
    };

    // What is thrown in place of torch's error, and what is left behind.
    Exception Refused(ArgumentException refused, StateDict<T> own)
    {
        switch (defect)
        {
            case RefusalDefect.RefusedStateNotLoaded:
                load(own, true);
                return refused;
            case RefusalDefect.RefusedStateNotCounted:
                module.NumBatchesTracked = own.NumBatchesTracked ?? 0;
                return refused;
            case RefusalDefect.StateInOtherWords:
                return new ArgumentException("The loaded state_dict is not identical to the target dictionary.");
            case RefusalDefect.StateRaisesAnotherType:
                return new InvalidOperationException(refused.Message);
            case RefusalDefect.UnexpectedBeforeMissing:
                string[] lines = refused.Message.Split("\n\t");
                return new ArgumentException(string.Join("\n\t", lines.OrderBy(line => line.StartsWith("Missing", StringComparison.Ordinal) ? 2 : line.StartsWith("Unexpected", StringComparison.Ordinal) ? 1 : line == lines[0] ? 0 : 3)));
            default:
                return refused;
        }
    }

    static StateDict<T> Of(IEnumerable<KeyValuePair<string, T[]>> tensors, long? counter, int counterAt) =>
        new(tensors.Select(entry => (entry.Key, entry.Value)), counter) { CounterAt = counterAt };

    static IEnumerable<KeyValuePair<string, T[]>> Unfit(StateDict<T> state, StateDict<T> own) =>
        state.Tensors.Where(entry => own.Tensors.TryGetValue(entry.Key, out T[]? held) && held.Length != entry.Value.Length);

    T[] Fitted(T[] values, T filling)
    {
        var fitted = new T[module.NumFeatures];
        Array.Fill(fitted, filling);
        values.AsSpan(0, Math.Min(values.Length, fitted.Length)).CopyTo(fitted);
        return fitted;
    }

    T[]? Held(string name) => name switch
    {
        "weight" => module.Weight,
        "bias" => module.Bias,
        "running_mean" => module.RunningMean,
        _ => module.RunningVar,
    };

    string Text(string problem) => $"Error(s) in loading state_dict for {module.GetType().Name.Split('`')[0]}:\n\t{problem}";
}
