using System.Numerics;
using Parity.Bounds;

namespace Parity.Tests.Bounds;

public class SummandsTests
{
    static readonly double[] special =
    [
        0, -0.0, 1, -2, 3, 0.1, -1e300, 1e-300, double.Epsilon, 3 * double.Epsilon, Math.ScaleB(1, -1023), Math.ScaleB(3, -1023),
        Math.ScaleB(1, -1022), double.MaxValue, Math.ScaleB(1, 1023), 1 / 3.0, float.Epsilon, 0.1f,
    ];

    [Fact]
    public void A_single_value_s_lowest_bit_is_its_own()
    {
        Assert.All(special, value => Assert.Equal(LowestBit(value), Summands.LowestBitOf([value])));
        Assert.Equal(double.PositiveInfinity, Summands.LowestBitOf([]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(11)]
    public void The_lowest_bit_of_many_is_that_of_the_lowest_wherever_it_stands(int count)
    {
        for (int at = 0; at < count; at++)
        {
            double[] values = [.. Enumerable.Repeat(3.0, count)];
            values[at] = -0.625;
            Assert.Equal(0.125, Summands.LowestBitOf(values));
            values[at] = 0;
            Assert.Equal(1, Summands.LowestBitOf(values));
        }
    }

    [Fact]
    public void Values_and_the_sum_of_their_sizes_are_kept()
    {
        Summands values = Summands.Of([1, -2, 0.5]);
        Assert.Equal((3, 3.5, 0.5), (values.Count, values.Size, values.LowestBit));
        Assert.Equal([1, -2, 0.5], values.Values.ToArray());
        Assert.Equal(double.NaN, Summands.Of([1, double.NaN]).Size);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void What_is_no_number_never_adds_exactly(double value)
    {
        Assert.False(Precision.Double.AddsExactly(Summands.Of([value])));
        Assert.False(Precision.Double.AddsExactly(Summands.Of([1, 2, 3, value, 4])));
        Assert.False(Precision.Double.AddsExactly(Summands.Of([value, value, value, value])));
    }

    // Bit by bit.
    static double LowestBit(double value)
    {
        if (value == 0)
            return double.PositiveInfinity;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = Math.Max((int)(bits >> 52 & 0x7FF) - 1023, -1022);
        return Math.ScaleB(1, exponent - 52 + Math.Min(52, BitOperations.TrailingZeroCount(bits)));
    }
}
