using Parity.Tensors;

namespace Parity.Tests.Tensors;

public class TensorBitsTests
{
    [Fact]
    public void Tensors_of_the_same_bits_do_not_differ()
    {
        Assert.Null(Difference(DenseTensor.From([1f, -0f, float.PositiveInfinity], 3), DenseTensor.From([1f, -0f, float.PositiveInfinity], 3)));
        Assert.Null(Difference(null, null));
    }

    [Fact]
    public void NaN_is_NaN_whatever_its_bits() => Assert.Null(Difference(
        DenseTensor.From([BitConverter.UInt32BitsToSingle(0x7FC00000)], 1), DenseTensor.From([BitConverter.UInt32BitsToSingle(0xFFC00001)], 1)));

    [Fact]
    public void One_bit_is_a_difference_and_is_shown()
    {
        Assert.Equal(
            ("x[1, 0] is 1 (0x3F800000)", "x[1, 0] is 1.0000001 (0x3F800001)"),
            Difference(DenseTensor.From([0f, 1f], 2, 1), DenseTensor.From([0f, MathF.BitIncrement(1f)], 2, 1)));
        Assert.Equal(("x[0] is 0 (0x00000000)", "x[0] is -0 (0x80000000)"), Difference(DenseTensor.From([0f], 1), DenseTensor.From([-0f], 1)));
        Assert.Equal(("x[] is 3 (0x0000000000000003)", "x[] is 4 (0x0000000000000004)"), Difference(DenseTensor.Scalar(3), DenseTensor.Scalar(4)));
    }

    [Fact]
    public void Another_form_is_a_difference_and_is_shown()
    {
        Assert.Equal(("no x", "a float32 [1] x"), Difference(null, DenseTensor.From([0f], 1)));
        Assert.Equal(("a float32 [1] x", "a float64 [1] x"), Difference(DenseTensor.From([0f], 1), DenseTensor.From([0.0], 1)));
        Assert.Equal(("a float32 [2] x", "a float32 [2, 1] x"), Difference(DenseTensor.From([0f, 0f], 2), DenseTensor.From([0f, 0f], 2, 1)));
    }

    static (string, string)? Difference(DenseTensor? one, DenseTensor? other) => TensorBits.Difference("x", one, other);
}
