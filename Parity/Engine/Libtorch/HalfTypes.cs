using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>The roundings of a batch of half the bits, which is computed in float32.</summary>
/// <param name="element">Element type of the batch.</param>
/// <param name="mixed">Whether parameters and statistics are float32.</param>
sealed class HalfTypes(DType element, bool mixed)
{
    readonly bool isBrain = element == DType.BFloat16;

    /// <summary>Whether parameters and statistics are float32.</summary>
    public bool IsMixed => mixed;

    /// <summary>Whether the batch is bfloat16.</summary>
    public bool IsBrain => isBrain;

    /// <summary>Rounds to the batch's type.</summary>
    public float Element(float value) => isBrain ? (BFloat16)value : (float)(Half)value;

    /// <summary>Rounds to the parameters' type.</summary>
    public float Parameter(float value) => mixed ? value : Element(value);

    /// <summary>Rounds a statistic on its way between two steps: only bfloat16 alone does.</summary>
    public float Statistic(float value) => isBrain && !mixed ? Element(value) : value;

    /// <summary>Rounds to the batch's type, in place.</summary>
    public float[] Elements(float[] values)
    {
        DenseTensor.From<float>(values, values.Length).As(element).As(DType.Float32).Values<float>().CopyTo(values);
        return values;
    }
}
