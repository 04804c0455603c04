namespace Parity.Reference;

/// <summary>What a module saves: parameters and buffers under the names of torch's <c>state_dict</c>.</summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed class StateDict<T>
    where T : unmanaged
{
    /// <summary>The counter's name.</summary>
    public const string Counter = "num_batches_tracked";

    /// <summary>A state of named tensors and the counter.</summary>
    /// <param name="tensors">Every tensor but the counter, by name.</param>
    /// <param name="numBatchesTracked">The counter; null where there is none.</param>
    public StateDict(IEnumerable<(string Name, T[] Values)> tensors, long? numBatchesTracked)
    {
        var named = new OrderedDictionary<string, T[]>(StringComparer.Ordinal);
        foreach ((string name, T[] values) in tensors)
            named.Add(name, values);
        (Tensors, NumBatchesTracked) = (named, numBatchesTracked);
    }

    /// <summary><c>weight</c>, <c>bias</c>, <c>running_mean</c> and <c>running_var</c>, each where the module has it.</summary>
    public IReadOnlyDictionary<string, T[]> Tensors { get; }

    /// <summary><c>num_batches_tracked</c>, whose type is int64 in every module; null where there is none.</summary>
    public long? NumBatchesTracked { get; }

    /// <summary>All names, in torch's order.</summary>
    public IEnumerable<string> Keys => NumBatchesTracked is null ? Tensors.Keys : Tensors.Keys.Append(Counter);
}
