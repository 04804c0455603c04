using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels.Exact;

public sealed class DoubleDoublesTests
{
    static readonly double[] specials =
        [0, -0.0, 1, -1, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.MaxValue, -double.MaxValue, double.Epsilon, 1e-300];

    [Fact]
    public void Four_at_a_time_have_the_bits_of_one_at_a_time()
    {
        var random = new CounterRandom(seed: 5, stream: 0);
        for (int i = 0; i < 2000; i++)
        {
            DoubleDouble[] x = Four(random, 8 * i), y = Four(random, 8 * i + 4);
            DoubleDoubles xs = Of(x), ys = Of(y);
            Same(xs + ys, k => x[k] + y[k]);
            Same(xs - ys, k => x[k] - y[k]);
            Same(xs * ys, k => x[k] * y[k]);
            Same(xs + ys.Hi, k => x[k] + y[k].Hi);
            Same(xs * ys.Hi, k => x[k] * y[k].Hi);
            Same(DoubleDoubles.Sum(xs.Hi, ys.Hi), k => DoubleDouble.Sum(x[k].Hi, y[k].Hi));
            Vector256<double> odd = xs.ToOddDoubles();
            for (int k = 0; k < DoubleDoubles.Count; k++)
                Assert.Equal(Bits(x[k].ToOddDouble()), Bits(odd[k]));
        }
    }

    [Fact]
    public void A_sum_of_fours_errs_no_more_than_a_cascaded_sum_whatever_cancels()
    {
        var random = new CounterRandom(seed: 6, stream: 0);
        for (int i = 0; i < 200; i++)
        {
            var sums = new CascadedSums();
            BigRational truth = 0, absolute = 0;
            int count = 0;
            for (int k = 0; k < 10; k++)
            {
                DoubleDouble[] x = [.. Enumerable.Range(0, DoubleDoubles.Count).Select(j => Ordinary(random, 40 * i + 4 * k + j))];
                sums.Add(Of(x));
                // What is large goes again, in other lanes.
                sums.Add(-Of([.. x[1..], x[0]]).Hi);
                truth = x.Aggregate(truth, (sum, number) => sum + number.Lo);
                absolute = x.Aggregate(absolute, (sum, number) => sum + Math.Abs(number.Hi) + Math.Abs(number.Hi) + Math.Abs(number.Lo));
                count += 3 * x.Length;
            }

            DoubleDouble total = sums.Total.Value;
            BigRational error = BigRational.Abs((BigRational)total.Hi + total.Lo - truth);
            BigRational bound = BigRational.PowerOfTwo(-105) * BigRational.Abs(truth) + (BigRational)(count * count) * BigRational.PowerOfTwo(-159) * absolute;
            Assert.True((error - bound).Sign <= 0, $"{error.ToDouble()} is more than {bound.ToDouble()}");
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1, double.PositiveInfinity)]
    [InlineData(1, double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, double.NaN)]
    [InlineData(double.MaxValue, double.MaxValue, double.PositiveInfinity)]
    public void A_special_value_takes_over_the_sum_of_fours(double first, double second, double expected)
    {
        var sums = new CascadedSums();
        sums.Add(Vector256.Create(1, first, 2, 3));
        sums.Add(Vector256.Create(1, 2, second, 3));
        Assert.Equal(expected, sums.Total.Value.Hi);
        Assert.Equal(0, sums.Total.Value.Lo);
    }

    static DoubleDouble[] Four(CounterRandom random, int at) => [.. Enumerable.Range(at, DoubleDoubles.Count).Select(i => Number(random, i))];

    static DoubleDouble Number(CounterRandom random, int i) =>
        random.Bits(4 * i + 3) % 4 == 0 ? specials[random.Bits(4 * i) % (ulong)specials.Length] : Ordinary(random, i);

    static DoubleDouble Ordinary(CounterRandom random, int i)
    {
        double hi = Math.ScaleB(random.Uniform(4 * i) - 0.5, (int)(random.Bits(4 * i + 1) % 60) - 30);
        return DoubleDouble.Sum(hi, Math.ScaleB(hi, -53) * (random.Uniform(4 * i + 2) - 0.5));
    }

    static DoubleDoubles Of(DoubleDouble[] x) => new(
        Vector256.Create(x[0].Hi, x[1].Hi, x[2].Hi, x[3].Hi),
        Vector256.Create(x[0].Lo, x[1].Lo, x[2].Lo, x[3].Lo));

    static void Same(DoubleDoubles actual, Func<int, DoubleDouble> expected)
    {
        for (int k = 0; k < DoubleDoubles.Count; k++)
            Assert.Equal((Bits(expected(k).Hi), Bits(expected(k).Lo)), (Bits(actual[k].Hi), Bits(actual[k].Lo)));
    }

    // Of a NaN only that it is one.
    static long Bits(double value) => double.IsNaN(value) ? -1 : BitConverter.DoubleToInt64Bits(value);
}
