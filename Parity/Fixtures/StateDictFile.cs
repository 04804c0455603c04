using System.Numerics;
using Parity.Cases;
using Parity.Reference;

namespace Parity.Fixtures;

/// <summary>A module's state as a safetensors file, as PyTorch's users save and load it: one tensor under each of torch's names.</summary>
public static class StateDictFile
{
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
    /// <param name="content">The file's content.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="InvalidDataException">A tensor is not per channel, or the counter is not an int64 scalar.</exception>
    public static StateDict<T> Read<T>(SafetensorsContent content, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long? counter = null;
        var tensors = new List<(string, T[])>();
        foreach ((string key, DenseTensor tensor) in content.Tensors)
        {
            bool counts = key == StateDict<T>.Counter;
            if (counts != (tensor.DType == DType.Int64) || tensor.Shape.Count != (counts ? 0 : 1))
                throw new InvalidDataException(
                    $"{name}: '{key}' is {tensor.DType.TorchName()} [{string.Join(", ", tensor.Shape)}]; "
                    + $"{StateDict<T>.Counter} is an int64 scalar, all else floating-point with one value per channel");
            if (counts)
                counter = tensor.Values<long>()[0];
            else
                tensors.Add((key, Converted<T>(tensor)));
        }

        return new StateDict<T>(tensors, counter);
    }

    static T[] Converted<T>(DenseTensor tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[tensor.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateChecked(tensor[i]);
        return values;
    }
}
