using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels.Exact;

public sealed class ScaledDoubleDoubleTests
{
    const double Infinity = double.PositiveInfinity;

    [Fact]
    public void Operations_keep_a_hundred_bits_whatever_the_exponent()
    {
        var random = new CounterRandom(seed: 3, stream: 0);
        for (int i = 0; i < 300; i++)
        {
            int exponent = (int)(random.Bits(3 * i) % 1000) - 500;
            double hi = 1 + random.Uniform(3 * i);
            var x = new ScaledDoubleDouble(new DoubleDouble(hi, hi * Math.ScaleB(random.Uniform(3 * i + 1) - 0.5, -53)), exponent);
            double d = Math.ScaleB(1 + random.Uniform(3 * i + 2), exponent + (int)(random.Bits(3 * i + 1) % 640) - 320);
            AssertClose(Of(x) + d, x.Plus(d));
            AssertClose(Of(x) * d, x.Times(d));
            AssertClose(Of(x) * BigRational.PowerOfTwo(i), x.TimesPowerOfTwo(i));
            AssertClose(Of(x).InverseSqrt(), x.InverseSqrt());
            Assert.InRange(x.Times(d).Value.Hi, 1, 4);
            Assert.InRange(x.InverseSqrt().Value.Hi, 0.5, 1);
        }
    }

    [Fact]
    public void Numbers_meet_up_to_three_hundred_powers_of_two_apart()
    {
        var x = new ScaledDoubleDouble(1.0, 500);
        Assert.Equal(x, x.Plus(Math.ScaleB(1, 199)));
        Assert.Equal(new(new(1, Math.ScaleB(1, -300)), 500), x.Plus(Math.ScaleB(1, 200)));
        Assert.Equal(new(new(Math.ScaleB(1, 300), 1), 500), x.Plus(Math.ScaleB(1, 800)));
        Assert.Equal(new(Math.ScaleB(1, 801), 0), x.Plus(Math.ScaleB(1, 801)));
    }

    [Theory]
    [InlineData(Infinity, 1, Infinity)]
    [InlineData(Infinity, double.NegativeInfinity, double.NaN)]
    [InlineData(double.NegativeInfinity, 1, double.NegativeInfinity)]
    [InlineData(double.NaN, 1, double.NaN)]
    [InlineData(1, Infinity, Infinity)]
    [InlineData(1, double.NaN, double.NaN)]
    [InlineData(0, 3, 3)]
    public void A_sum_with_a_special_value_is_that_of_doubles(double value, double addend, double sum)
    {
        foreach (int exponent in new[] { -500, 0, 500 })
            Assert.Equal(new ScaledDoubleDouble(sum, 0), new ScaledDoubleDouble(value, exponent).Plus(addend));
    }

    [Theory]
    [InlineData(-500)]
    [InlineData(500)]
    public void Adding_zero_changes_nothing(int exponent) => Assert.Equal(
        new ScaledDoubleDouble(1.5, exponent), new ScaledDoubleDouble(1.5, exponent).Plus(0));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Infinity, Infinity)]
    [InlineData(double.NaN, double.NaN)]
    public void A_product_with_a_special_value_keeps_the_exponent(double factor, double product) => Assert.Equal(
        new ScaledDoubleDouble(product, 7), new ScaledDoubleDouble(1.0, 7).Times(factor));

    [Theory]
    [InlineData(100, 300, 400, 0)]
    [InlineData(100, 301, 0, 401)]
    [InlineData(-100, -300, -400, 0)]
    [InlineData(-100, -301, 0, -401)]
    public void Exponents_up_to_four_hundred_are_folded_into_the_value(int exponent, int n, int folded, int left) => Assert.Equal(
        new ScaledDoubleDouble(Math.ScaleB(1.5, folded), left), new ScaledDoubleDouble(1.5, exponent).TimesPowerOfTwo(n));

    [Theory]
    [InlineData(0, Infinity)]
    [InlineData(Infinity, 0)]
    [InlineData(-16, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    public void An_inverse_root_of_a_special_value_is_that_of_a_double(double value, double root)
    {
        foreach (int exponent in new[] { -500, 0, 500 })
            Assert.Equal(new ScaledDoubleDouble(root, 0), new ScaledDoubleDouble(value, exponent).InverseSqrt());
    }

    [Theory]
    [InlineData(1.5, 10, 1536)]
    [InlineData(1.5, -1, 0.75)]
    [InlineData(1.5, 1024, Infinity)]
    [InlineData(0, 500, 0)]
    [InlineData(Infinity, -500, Infinity)]
    [InlineData(double.NegativeInfinity, 500, double.NegativeInfinity)]
    [InlineData(double.NaN, 500, double.NaN)]
    public void As_a_double_it_is_the_product(double value, int exponent, double product) =>
        Assert.Equal(product, new ScaledDoubleDouble(value, exponent).ToDouble());

    static BigRational Of(ScaledDoubleDouble x) => ((BigRational)x.Value.Hi + x.Value.Lo) * BigRational.PowerOfTwo(x.Exponent);

    static void AssertClose(BigRational expected, ScaledDoubleDouble actual) =>
        Assert.True(expected.AgreeingBits(Of(actual)) >= 100);
}
