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
    /// <exception cref="ArgumentException">A name is given twice, or is the counter's.</exception>
    public StateDict(IEnumerable<(string Name, T[] Values)> tensors, long? numBatchesTracked)
    {
        var named = new OrderedDictionary<string, T[]>(StringComparer.Ordinal);
        foreach ((string name, T[] values) in tensors)
            named.Add(name != Counter ? name : throw new ArgumentException($"{Counter} is no tensor of a state but its counter", nameof(tensors)), values);
        (Tensors, NumBatchesTracked, CounterAt) = (named, numBatchesTracked, named.Count);
    }

    /// <summary><c>weight</c>, <c>bias</c>, <c>running_mean</c> and <c>running_var</c>, each where the module has it.</summary>
    public IReadOnlyDictionary<string, T[]> Tensors { get; }

    /// <summary><c>num_batches_tracked</c>, whose type is int64 in every module; null where there is none.</summary>
    public long? NumBatchesTracked { get; }

    /// <summary>All names in the state's order, which is torch's where a module saved it: the counter comes last.</summary>
    public IEnumerable<string> Keys => NumBatchesTracked is null ? Tensors.Keys : [.. Tensors.Keys.Take(CounterAt), Counter, .. Tensors.Keys.Skip(CounterAt)];

    /// <summary>How many names come before the counter's, in a state that another program saved.</summary>
    internal int CounterAt { get; init; }
}

/// <summary>Gathers what is wrong with a state while it is loaded, and says it in torch's words.</summary>
/// <param name="module">Type of the module that loads.</param>
sealed class StateDictProblems(Type module)
{
    readonly List<string> missing = [];
    readonly List<string> unexpected = [];
    readonly List<string> sizes = [];

    /// <summary>A name that the module has and the state has not.</summary>
    public void Missing(string name) => missing.Add($"\"{name}\"");

    /// <summary>A name that the state has and the module has not.</summary>
    public void Unexpected(string name) => unexpected.Add($"\"{name}\"");

    /// <summary>A tensor of another length than the module's.</summary>
    public void Size(string name, int saved, int own) => sizes.Add(
        $"size mismatch for {name}: copying a param with shape torch.Size([{saved}]) from checkpoint, "
        + $"the shape in current model is torch.Size([{own}]).");

    /// <summary>Throws if there are problems; names only count where the caller is strict.</summary>
    public void Throw(bool strict)
    {
        var lines = new List<string>();
        if (strict && missing.Count > 0)
            lines.Add($"Missing key(s) in state_dict: {string.Join(", ", missing)}. ");
        if (strict && unexpected.Count > 0)
            lines.Add($"Unexpected key(s) in state_dict: {string.Join(", ", unexpected)}. ");
        lines.AddRange(sizes);
        if (lines.Count > 0)
            throw new ArgumentException(
                $"Error(s) in loading state_dict for {module.Name.Split('`')[0]}:\n\t{string.Join("\n\t", lines)}");
    }
}
