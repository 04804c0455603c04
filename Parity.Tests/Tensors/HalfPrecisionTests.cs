using System.Runtime.InteropServices;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class HalfPrecisionTests
{
    static readonly ushort[] everything = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];

    // Each float16 and bfloat16, what lies just beside it, and what lies midway to the next or just beside that.
    static readonly float[] around =
    [
        .. everything.SelectMany(_ => (uint[])[0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF], (upper, lower) => BitConverter.UInt32BitsToSingle((uint)upper << 16 | lower)),
        .. everything.SelectMany(_ => (int[])[-0x1001, -0x1000, -0xFFF, -1, 0, 1, 0xFFF, 0x1000, 0x1001],
            (bits, beside) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits((float)BitConverter.UInt16BitsToHalf(bits)) + beside)),
    ];

    [Theory, InlineData(DType.Float16), InlineData(DType.BFloat16)]
    public void Every_value_is_widened_to_itself(DType dtype)
    {
        var halves = new DenseTensor(dtype, [everything.Length]);
        everything.CopyTo(MemoryMarshal.Cast<byte, ushort>(halves.Bytes));
        (DenseTensor single, DenseTensor wide) = (halves.As(DType.Float32), halves.As(DType.Float64));
        for (int i = 0; i < everything.Length; i++)
        {
            float expected = dtype == DType.Float16 ? (float)BitConverter.UInt16BitsToHalf(everything[i]) : new BFloat16(everything[i]);
            Assert.True(Same(expected, single.Values<float>()[i]) && Same(expected, (float)wide.Values<double>()[i]), $"0x{everything[i]:X4}");
        }
    }

    [Fact]
    public void Every_number_is_rounded_as_it_is_alone()
    {
        DenseTensor numbers = DenseTensor.From<float>(around, around.Length);
        ReadOnlySpan<Half> halves = numbers.As(DType.Float16).Values<Half>();
        ReadOnlySpan<BFloat16> brains = numbers.As(DType.BFloat16).Values<BFloat16>(), byWayOfDouble = numbers.As(DType.Float64).As(DType.BFloat16).Values<BFloat16>();
        for (int i = 0; i < around.Length; i++)
        {
            BFloat16 expected = (BFloat16)around[i];
            bool asAlone = (halves[i], brains[i], byWayOfDouble[i]) == ((Half)around[i], expected, expected) || (Half.IsNaN((Half)around[i]) && Half.IsNaN(halves[i]) && brains[i] == expected && byWayOfDouble[i] == expected);
            Assert.True(asAlone, $"0x{BitConverter.SingleToUInt32Bits(around[i]):X8}");
        }
    }

    [Fact]
    public void Tensors_of_any_length_are_converted_to_their_end()
    {
        for (int length = 0; length < 40; length++)
        {
            DenseTensor numbers = DenseTensor.From<float>(Enumerable.Range(1, length).Select(i => (float)i).ToArray(), length);
            foreach (DType half in (DType[])[DType.BFloat16, DType.Float16])
            {
                Assert.Equal(numbers.Bytes.ToArray(), numbers.As(half).As(DType.Float32).Bytes.ToArray());
                Assert.Equal(numbers.As(DType.Float64).Bytes.ToArray(), numbers.As(half).As(DType.Float64).Bytes.ToArray());
            }
        }
    }

    static bool Same(float expected, float actual) =>
        BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual) || (float.IsNaN(expected) && float.IsNaN(actual));
}
