using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels.Exact;

public sealed class DoubleDoubleTests
{
    static readonly double uSquared = Math.ScaleB(1, -106);

    [Fact]
    public void Every_operation_keeps_its_stated_error()
    {
        var random = new CounterRandom(seed: 1, stream: 0);
        for (int i = 0; i < 500; i++)
        {
            DoubleDouble x = Number(random, 3 * i), y = Number(random, 3 * i + 1);
            double d = Number(random, 3 * i + 2).Hi;
            Within(3, x + y, Of(x) + Of(y));
            Within(3, x - y, Of(x) - Of(y));
            Within(2, x + d, Of(x) + d);
            Within(4, x * y, Of(x) * Of(y));
            Within(2, x * d, Of(x) * d);
            Within(3, x / d, Of(x) / d);
            DoubleDouble positive = x.Hi < 0 ? -x : x;
            Within(12, positive.InverseSqrt(), Of(positive).InverseSqrt());
            Assert.Equal(0, (Of(DoubleDouble.Sum(x.Hi, d)) - (Of(x.Hi) + d)).Sign);
            Assert.Equal(0, (Of(DoubleDouble.Product(x.Hi, d)) - Of(x.Hi) * d).Sign);
        }
    }

    [Fact]
    public void Close_operands_cancel_without_loss()
    {
        var x = new DoubleDouble(1, Math.ScaleB(1, -80));
        var y = new DoubleDouble(1, Math.ScaleB(1, -81));
        Assert.Equal(Math.ScaleB(1, -81), (x - y).Hi);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1.0)]
    [InlineData(double.NegativeInfinity, 1.0)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, 0.0)]
    [InlineData(double.NaN, 1.0)]
    public void Special_values_behave_as_in_plain_double(double a, double b)
    {
        var wide = new DoubleDouble(1.0, 1e-20);
        Assert.Equal((a + b, 0), Parts(DoubleDouble.Sum(a, b)));
        Assert.Equal((a * b, 0), Parts(DoubleDouble.Product(a, b)));
        Assert.Equal((a + b, 0), Parts((DoubleDouble)a + b));
        Assert.Equal((a + 1, 0), Parts(wide + a));
        Assert.Equal((a * b, 0), Parts((DoubleDouble)a * b));
        Assert.Equal((a * 1, 0), Parts(wide * a));
        Assert.Equal((a * 1, 0), Parts(wide * (DoubleDouble)a));
        Assert.Equal((a / 3, 0), Parts((DoubleDouble)a / 3));
    }

    [Fact]
    public void Rounding_to_float_is_not_fooled_by_a_tie_of_the_leading_part()
    {
        double tie = 1 + Math.ScaleB(1, -24); // between 1 and the next float
        float next = MathF.BitIncrement(1);
        Assert.Equal(1f, Rounded(tie, 0));
        Assert.Equal(1f, Rounded(tie, -1e-30));
        Assert.Equal(next, Rounded(tie, 1e-30));
        Assert.Equal(-next, Rounded(-tie, -1e-30));
        Assert.Equal(-1f, Rounded(-tie, 1e-30));
        Assert.Equal(1f, Rounded(1, -1e-30));

        static float Rounded(double hi, double lo) => new ScaledDoubleDouble(new DoubleDouble(hi, lo), 0).Round<float>();
    }

    [Fact]
    public void Rounding_scaled_numbers_is_correct_in_the_subnormal_range_too()
    {
        var random = new CounterRandom(seed: 2, stream: 0);
        for (int i = 0; i < 500; i++)
        {
            // A last bit of ½ unit in half of the numbers makes ties that only the trailing part decides.
            int kept = (int)(random.Bits(4 * i) % 52);
            double hi = 1 + Math.ScaleB(Math.Floor(random.Uniform(4 * i + 1) * (1L << kept)), -kept);
            var number = new DoubleDouble(hi, (random.Uniform(4 * i + 2) - 0.5) * Math.ScaleB(1, -53));
            int exponent = -1020 - (int)(random.Bits(4 * i + 3) % 57);
            BigRational truth = Of(number) * BigRational.PowerOfTwo(exponent);
            Assert.Equal(truth.ToDouble(), new ScaledDoubleDouble(number, exponent).Round<double>());
            int small = -124 - (int)(random.Bits(4 * i + 3) % 28);
            truth = Of(number) * BigRational.PowerOfTwo(small);
            Assert.Equal(truth.ToSingle(), new ScaledDoubleDouble(number, small).Round<float>());
        }
    }

    [Fact]
    public void An_inverse_root_errs_to_both_sides_alike()
    {
        // The second-order term is never negative: left out, or taken off, it leans the error to one side.
        var random = new CounterRandom(seed: 4, stream: 0);
        double sum = 0;
        for (int i = 0; i < 400; i++)
        {
            DoubleDouble x = 1 + Math.Abs(Number(random, i).Hi);
            BigRational truth = Of(x).InverseSqrt();
            BigRational error = (Of(x.InverseSqrt()) - truth) / truth;
            sum += error.IsZero ? 0 : error.ToDouble() / uSquared;
        }

        Assert.InRange(sum / 400, -0.05, 0.05);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1, double.PositiveInfinity)]
    [InlineData(1, double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, double.NaN)]
    [InlineData(double.MaxValue, double.MaxValue, double.PositiveInfinity)]
    [InlineData(double.NaN, 1, double.NaN)]
    public void A_special_value_takes_over_a_cascaded_sum(double first, double second, double expected)
    {
        var sum = new CascadedSum();
        sum.Add(first);
        sum.Add(second);
        sum.Add(0.5);
        Assert.Equal((expected, 0), Parts(sum.Value));
    }

    [Fact]
    public void A_cascaded_sum_survives_cancellation_of_forty_digits()
    {
        double[] values = [1e20, 1.0 / 3, 1e-20, -1e20, -1.0 / 3];
        var sum = new CascadedSum();
        foreach (double value in values)
            sum.Add(value);
        Assert.Equal(1e-20, sum.Value.Hi);
    }

    static (double Hi, double Lo) Parts(DoubleDouble x) => (x.Hi, x.Lo);

    static DoubleDouble Number(CounterRandom random, int i)
    {
        double hi = random.Normal(i) * Math.ScaleB(1, (int)(random.Bits(i) % 40) - 20);
        return DoubleDouble.Sum(hi, hi * Math.ScaleB(random.Uniform(i) - 0.5, -53));
    }

    static BigRational Of(DoubleDouble x) => (BigRational)x.Hi + x.Lo;

    static void Within(double bound, DoubleDouble actual, BigRational expected)
    {
        Assert.Equal(actual.Hi, actual.Hi + actual.Lo);
        Assert.True(BigRational.Abs((Of(actual) - expected) / expected).ToDouble() <= bound * uSquared);
    }
}
