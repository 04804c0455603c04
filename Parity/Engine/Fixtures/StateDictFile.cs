using System.Numerics;
using Parity.Cases;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Fixtures;

/// <summary>A module's state as a safetensors file, as PyTorch's users save and load it: one tensor under each of torch's names.</summary>
static class StateDictFile
{
    static readonly string[] perChannel = ["weight", "bias", "running_mean", "running_var"];

    /// <summary>The file's content; the counter is an int64 scalar, as torch's is.</summary>
    public static SafetensorsContent Write<T>(StateDict<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensors = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        foreach ((string name, T[] values) in state.Tensors)
            tensors.Add(name, DenseTensor.From<T>(values, values.Length));
        if (state.NumBatchesTracked is { } counter)
            tensors.Add(StateDict<T>.Counter, DenseTensor.Scalar(counter));
        return new SafetensorsContent(new Dictionary<string, string>(), tensors);
    }

    /// <summary>The state in a file; values of another floating-point type are converted, as torch does when it loads.</summary>
    /// <remarks>
    /// As torch's <c>load_state_dict</c> it takes a counter of any type and of shape [1], as old versions saved it, and leaves
    /// what is missing or unexpected to <see cref="BatchNorm{T}.LoadStateDict"/> to tell.
    /// </remarks>
    /// <param name="content">The file's content.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="prefix">What precedes the layer's names in the state of a whole net, such as <c>layer1.0.bn1.</c></param>
    /// <exception cref="InvalidDataException">No name begins with the prefix, or a tensor has another rank than torch's.</exception>
    public static StateDict<T> Read<T>(SafetensorsContent content, string name, string prefix = "")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layer = content.Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (layer.Count == 0 && prefix.Length > 0)
            throw new InvalidDataException($"{name}: no name begins with '{prefix}'; {PrefixesOf(content)}");
        long? counter = null;
        int counterAt = 0;
        var tensors = new List<(string, T[])>();
        foreach ((string key, DenseTensor tensor) in layer)
        {
            string own = key[prefix.Length..];
            if (own == StateDict<T>.Counter)
                (counter, counterAt) = (CounterOf(tensor, name, key), tensors.Count);
            else if (perChannel.Contains(own) && tensor.Shape.Count != 1)
                throw new InvalidDataException($"{name}: '{key}' is {Described(tensor)}; a layer's {own} has one value per channel");
            else
                tensors.Add((own, Converted<T>(tensor)));
        }

        return new StateDict<T>(tensors, counter) { CounterAt = counterAt };
    }

    static long CounterOf(DenseTensor tensor, string name, string key) =>
        // torch takes the first element of a tensor with one dimension for a scalar, and converts.
        tensor.Shape.Count > 1 || tensor.Count == 0
            ? throw new InvalidDataException($"{name}: '{key}' is {Described(tensor)}; the counter is a scalar")
        : tensor.DType == DType.Int64 ? tensor.Values<long>()[0]
        : (long)tensor[0];

    /// <summary>Which prefixes a file has layers under, in words.</summary>
    internal static string PrefixesOf(SafetensorsContent content)
    {
        string[] found = [.. content.Tensors.Keys
            .Where(key => key.EndsWith("running_mean", StringComparison.Ordinal))
            .Select(key => $"'{key[..^"running_mean".Length]}'")];
        return found.Length == 0 ? "it holds no running_mean at all" : $"layers with running statistics begin with {string.Join(", ", found)}";
    }

    static string Described(DenseTensor tensor) => $"{tensor.DType.TorchName()} [{string.Join(", ", tensor.Shape)}]";

    static T[] Converted<T>(DenseTensor tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[tensor.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateChecked(tensor[i]);
        return values;
    }
}
