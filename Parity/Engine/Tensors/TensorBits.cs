using System.Globalization;

namespace Parity.Tensors;

/// <summary>Where two tensors differ in a bit.</summary>
static class TensorBits
{
    /// <summary>What each tensor holds where they first differ; null where they are the same. NaN is NaN, whatever its bits.</summary>
    /// <param name="name">What the tensors are.</param>
    /// <param name="one">One, or null for none.</param>
    /// <param name="other">The other, or null for none.</param>
    public static (string One, string Other)? Difference(string name, DenseTensor? one, DenseTensor? other)
    {
        if (one is null || other is null || one.DType != other.DType || !one.Shape.SequenceEqual(other.Shape))
            return Form(one) == Form(other) ? null : ($"{Form(one)} {name}", $"{Form(other)} {name}");
        if (one.Bytes.SequenceEqual(other.Bytes))
            return null;
        for (int i = 0; i < one.Count; i++)
            if (!Bits(one, i).SequenceEqual(Bits(other, i)) && !(double.IsNaN(one[i]) && double.IsNaN(other[i])))
                return (Element(name, one, i), Element(name, other, i));
        return null;
    }

    static string Form(DenseTensor? tensor) =>
        tensor is null ? "no" : $"a {tensor.DType.TorchName()} [{string.Join(", ", tensor.Shape)}]";

    static Span<byte> Bits(DenseTensor tensor, int at) => tensor.Bytes.Slice(at * tensor.DType.Size(), tensor.DType.Size());

    static string Element(string name, DenseTensor tensor, int at)
    {
        byte[] bits = Bits(tensor, at).ToArray();
        Array.Reverse(bits);
        string value = tensor.DType == DType.Float32
            ? ((float)tensor[at]).ToString("R", CultureInfo.InvariantCulture)
            : tensor[at].ToString("R", CultureInfo.InvariantCulture);
        return $"{name}[{string.Join(", ", tensor.IndexOf(at))}] is {value.Replace('E', 'e')} (0x{Convert.ToHexString(bits)})";
    }
}
