using Parity.Reference;
using Parity.Tensors;

namespace Parity.Cases;

/// <summary>A state that is loaded into a module that has counted <see cref="Before"/> batches and is fresh otherwise.</summary>
/// <param name="Entries">Its tensors by name, in its own order.</param>
sealed record BadState(IReadOnlyList<(string Name, DenseTensor Tensor)> Entries)
{
    /// <summary>Batches that the module counted before it loads.</summary>
    public const long Before = 7;

    /// <summary>Batches that the state counts, where it has a counter.</summary>
    public const long Saved = 5;

    /// <summary>The counter's name.</summary>
    public const string Counter = StateDict<float>.Counter;

    /// <summary>Names of the tensors that have one value a channel, in torch's order.</summary>
    public static string[] PerChannel { get; } = ["weight", "bias", "running_mean", "running_var"];

    /// <summary>Whether missing and unexpected names are errors.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>The version of the module that saved it, which torch keeps beside the names; null where it is not told, as in every file of tensors.</summary>
    public int? Version { get; init; }

    /// <summary>Whether a state of ours can be like this: it has no version, one counter, and tensors of one dimension.</summary>
    public bool CanBeOurs => Version is null && Entries.All(entry =>
        entry.Name == Counter ? entry.Tensor is { Shape.Count: <= 1, Count: 1 } : entry.Tensor.Shape.Count == 1);

    /// <summary>A tensor with values that no fresh module has, and no other name.</summary>
    public static DenseTensor Tensor(string name, DType dtype, params int[] shape)
    {
        var tensor = new DenseTensor(dtype, shape);
        for (int i = 0; i < tensor.Count; i++)
            tensor.Set(i, name == Counter ? Saved : 20 + 10 * Array.IndexOf(PerChannel, name) + i);
        return tensor;
    }

    /// <summary>The names of a module's tensors with one value a channel.</summary>
    public static IEnumerable<string> NamesOf(ModuleSpec module) => PerChannel.Where(name =>
        name is "weight" or "bias" ? module.Affine : module.TrackRunningStats);

    /// <summary>The names that PyTorch copies, in words: all that the module has in the state's shape, whatever else it refuses.</summary>
    public string Loaded(ModuleSpec module) => Loaded(
        module, name => Values(name) is { Shape.Count: 1 } given && given.Count == module.Channels ? Floats(given) : Fresh(name, module.Channels));

    /// <summary>The names that hold the state's values, in words, and those that hold neither these nor a fresh module's.</summary>
    /// <param name="module">The module.</param>
    /// <param name="left">What it holds under a name after it loaded; null where nothing is left.</param>
    public string Loaded(ModuleSpec module, Func<string, float[]?> left)
    {
        string[] words = [.. NamesOf(module).Select(name => Word(name, left(name), module.Channels)).OfType<string>()];
        return words.Length == 0 ? "nothing" : string.Join(", ", words);
    }

    /// <summary>What is loaded, in words; lengths and types where they are not the module's.</summary>
    public string Words(int channels)
    {
        IEnumerable<string> entries = Entries.Select(entry => entry.Name + OtherShape(entry.Name, entry.Tensor, channels) + OtherType(entry.Name, entry.Tensor));
        return $"loads {(Entries.Count == 0 ? "nothing" : string.Join(", ", entries))}"
            + (Version is { } version ? FormattableString.Invariant($" of version {version}") : "") + (Strict ? "" : ", strict=False");
    }

    static string OtherShape(string name, DenseTensor tensor, int channels) => (name, tensor.Shape) switch
    {
        (Counter, { Count: 0 }) => "",
        (not Counter, { Count: 1 } shape) when shape[0] == channels => "",
        (_, { } shape) => $" [{string.Join(", ", shape)}]",
    };

    static string OtherType(string name, DenseTensor tensor) =>
        tensor.DType == (name == Counter ? DType.Int64 : DType.Float32) ? "" : $" of {tensor.DType.TorchName()}";

    static float[] Fresh(string name, int channels)
    {
        var values = new float[channels];
        Array.Fill(values, name is "weight" or "running_var" ? 1 : 0);
        return values;
    }

    static float[] Floats(DenseTensor tensor) => [.. Enumerable.Range(0, tensor.Count).Select(i => (float)tensor[i])];

    DenseTensor? Values(string name) => Entries.FirstOrDefault(entry => entry.Name == name).Tensor;

    string? Word(string name, float[]? left, int channels) =>
        left is null ? $"no {name}"
        : left.AsSpan().SequenceEqual(Fresh(name, channels)) ? null
        : Values(name) is { } given && left.AsSpan().SequenceEqual(Floats(given)) && left.Length == channels ? name
        : $"something else in {name}";
}
