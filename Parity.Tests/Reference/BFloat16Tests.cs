using Parity.Reference.Kernels;

namespace Parity.Tests.Reference;

public sealed class BFloat16Tests
{
    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(-2f, 0xC000)]
    [InlineData(0f, 0)]
    [InlineData(1.00390625f, 0x3F80)] // halfway to the next, and this one is even
    [InlineData(1.01171875f, 0x3F82)] // halfway, and the next one is even
    [InlineData(1.00390637f, 0x3F81)]
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(float.PositiveInfinity, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(float.NaN, 0x7FC0)]
    [InlineData(float.Epsilon, 0)]
    public void Rounds_to_the_nearest_and_ties_to_even(float value, int bits) => Assert.Equal(bits, ((BFloat16)value).Bits);

    [Fact]
    public void Every_value_comes_back_from_a_float()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            float value = new BFloat16((ushort)bits);
            Assert.True(float.IsNaN(value) || ((BFloat16)value).Bits == bits);
        }
    }
}
