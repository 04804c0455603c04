using System.Numerics;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Trust;

/// <summary>Tensors a few representable values away from another.</summary>
static class Nudge
{
    /// <summary>One element, chosen by the random numbers, is moved towards zero or away from it.</summary>
    /// <returns>Null where the tensor holds nothing but zeros and values that are not finite.</returns>
    public static DenseTensor? One(DenseTensor tensor, long ulp, CounterRandom random)
    {
        int count = tensor.Count;
        if (count == 0)
            return null;
        int start = (int)(random.Bits(0) % (ulong)count);
        for (int k = 0; k < count; k++)
        {
            int position = (start + k) % count;
            if (!IsMovable(tensor, position))
                continue;
            DenseTensor moved = Copy(tensor);
            Move(moved, position, random.Bits(1) % 2 == 0 ? ulp : -ulp);
            return moved;
        }

        return null;
    }

    /// <summary>Every element is moved away from zero; zeros and values that are not finite stay.</summary>
    /// <returns>Null where nothing moves.</returns>
    public static DenseTensor? All(DenseTensor tensor, long ulp)
    {
        DenseTensor moved = Copy(tensor);
        bool any = false;
        for (int position = 0; position < tensor.Count; position++)
            if (IsMovable(tensor, position))
            {
                Move(moved, position, ulp);
                any = true;
            }

        return any ? moved : null;
    }

    static bool IsMovable(DenseTensor tensor, int position) =>
        tensor.DType == DType.Int64 || (double.IsFinite(tensor[position]) && tensor[position] != 0);

    static DenseTensor Copy(DenseTensor tensor) => new(tensor.DType, [.. tensor.Shape], tensor.Bytes.ToArray());

    static void Move(DenseTensor tensor, int position, long ulp)
    {
        switch (tensor.DType)
        {
            case DType.Float32:
                Move(MemoryMarshal.Cast<byte, int>(tensor.Bytes), position, (int)ulp, BitConverter.SingleToInt32Bits(float.MaxValue));
                break;
            case DType.Float64:
                Move(MemoryMarshal.Cast<byte, long>(tensor.Bytes), position, ulp, BitConverter.DoubleToInt64Bits(double.MaxValue));
                break;
            case DType.BFloat16:
                Move(MemoryMarshal.Cast<byte, short>(tensor.Bytes), position, (short)ulp, (short)0x7F7F);
                break;
            case DType.Float16:
                Move(MemoryMarshal.Cast<byte, short>(tensor.Bytes), position, (short)ulp, BitConverter.HalfToInt16Bits(Half.MaxValue));
                break;
            default:
                tensor.Values<long>()[position] += ulp;
                break;
        }
    }

    // Without the sign, bits rise with magnitude; the largest finite value and zero are the ends.
    static void Move<TBits>(Span<TBits> bits, int position, TBits ulp, TBits largest)
        where TBits : unmanaged, IBinaryInteger<TBits>, IMinMaxValue<TBits>
    {
        TBits sign = bits[position] & TBits.MinValue;
        TBits magnitude = bits[position] & TBits.MaxValue;
        // Neither sum nor difference overflows: both are below the largest finite value's bits.
        bits[position] = sign | TBits.Clamp(magnitude > largest - ulp ? largest : magnitude + ulp, TBits.Zero, largest);
    }
}
