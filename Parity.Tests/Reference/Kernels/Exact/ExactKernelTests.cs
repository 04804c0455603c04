using System.Numerics;
using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels.Exact;

public sealed class ExactKernelTests
{
    const int Rounds = 21;

    public static TheoryData<string> Patterns =>
    [
        "normal", "offset 1e8", "alternating", "outlier", "constant", "one ulp apart", "1e300", "1e-300", "subnormal", "mixed",
    ];

    [Theory, MemberData(nameof(Patterns))]
    public void Statistics_before_rounding_have_a_hundred_bits(string pattern)
    {
        double least = 300;
        for (int seed = 0; seed < Rounds; seed++)
        {
            (double[] x, _, double eps) = Channel<double>(pattern, seed);
            var truth = new RationalChannel(x, eps);
            int exponent = pattern is "1e300" or "1e-300" or "subnormal" ? Math.ILogB(x.Max(Math.Abs)) : 0;
            var exact = ExactStatistics.OfBatch([.. x.Select(v => Math.ScaleB(v, -exponent))], exponent, eps);
            least = Math.Min(least, Bits(truth.Mean, exact.Mean));
            least = Math.Min(least, Bits(truth.Variance, exact.Variance));
            least = Math.Min(least, Bits(truth.InverseStd, exact.InverseStd));
            for (int i = 0; i < x.Length; i++)
            {
                DoubleDouble deviation = exact.Deviation(Math.ScaleB(x[i], -exponent));
                least = Math.Min(least, Bits(x[i] - truth.Mean, new ScaledDoubleDouble(deviation, exponent)));
            }
        }

        Assert.True(least >= 100, $"{least} bits");
    }

    [Theory, MemberData(nameof(Patterns))]
    public void Double_results_are_correctly_rounded(string pattern) => ResultsAreCorrectlyRounded<double>(pattern);

    [Theory, MemberData(nameof(Patterns))]
    public void Float_results_are_correctly_rounded(string pattern) => ResultsAreCorrectlyRounded<float>(pattern);

    [Fact]
    public void A_huge_given_mean_scales_ordinary_values_too()
    {
        // Unscaled, the products of deviations and gradients are infinite before the root of the variance divides them.
        double[] x = [1, 2, 3], dy = [1.5, 1.5, 1.5];
        var run = ChannelRun<double>.Eval(new ExactKernel<double>(), x, dy, (1, 0), (Mean: 1e308, Variance: 1e300, Eps: 0));
        var truth = new RationalChannel(x, 1e308, 1e300, 0);
        var tally = new RoundingTally();
        tally.Add<double>(truth.Output(1, 0), run.Output);
        tally.Add<double>([truth.GradWeight(dy)], [run.GradWeight]);
        Assert.True(tally.WronglyRounded == 0, $"{tally}");
    }

    [Theory]
    [InlineData(1e250)]
    [InlineData(1e-250)]
    public void Gradients_far_from_one_are_scaled_and_scaled_back(double size)
    {
        double[] x = [1, 2, 4], dy = [size, 3 * size, -1.5 * size];
        var run = ChannelRun<double>.Training(new ExactKernel<double>(), x, dy, (1, 0), 1e-5);
        var truth = new RationalChannel(x, 1e-5);
        var tally = new RoundingTally();
        tally.Add<double>(truth.GradInput(dy, 1, training: true), run.GradInput);
        tally.Add<double>([truth.GradWeight(dy), RationalChannel.GradBias(dy)], [run.GradWeight, run.GradBias]);
        Assert.True(tally.WronglyRounded == 0, $"{tally}");
    }

    static void ResultsAreCorrectlyRounded<T>(string pattern)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new ExactKernel<T>();
        var output = new RoundingTally();
        var gradients = new RoundingTally();
        for (int seed = 0; seed < Rounds; seed++)
        {
            (double[] x, double[] dy, double eps) = Channel<T>(pattern, seed);
            double weight = Round<T>(0.7 + 0.01 * seed), bias = Round<T>(seed % 3 == 0 ? 0 : -1.3 + 0.1 * seed);
            var truth = new RationalChannel(x, eps);
            var exact = ChannelRun<T>.Training(kernel, x, dy, (weight, bias), eps);
            Assert.Equal(truth.Mean.ToDouble(), exact.Mean);
            Assert.Equal(truth.Variance.ToDouble(), exact.Variance);
            output.Add<T>(truth.Output(weight, bias), exact.Output);
            gradients.Add<T>(truth.GradInput(dy, weight, training: true), exact.GradInput);
            gradients.Add<T>([truth.GradWeight(dy)], [exact.GradWeight]);
            gradients.Add<T>([RationalChannel.GradBias(dy)], [exact.GradBias]);

            double mean = x[0] * 0.9, variance = Math.Clamp(x[0] * x[0], 1e-300, 1e300);
            truth = new RationalChannel(x, mean, variance, eps);
            exact = ChannelRun<T>.Eval(kernel, x, dy, (weight, bias), (mean, variance, eps));
            output.Add<T>(truth.Output(weight, bias), exact.Output);
            gradients.Add<T>(truth.GradInput(dy, weight, training: false), exact.GradInput);
            gradients.Add<T>([truth.GradWeight(dy)], [exact.GradWeight]);
        }

        // Two values without eps have x̂ = ±1: the true output can be a tie, which nothing but exactness could decide.
        Assert.True(output.WronglyRounded <= 0.01 * output.Count, $"output: {output}");
        Assert.True(gradients.WronglyRounded <= 0.01 * gradients.Count, $"gradients: {gradients}");
    }

    static double Bits(BigRational expected, ScaledDoubleDouble actual)
    {
        BigRational value = ((BigRational)actual.Value.Hi + actual.Value.Lo) * BigRational.PowerOfTwo(actual.Exponent);
        return expected.IsZero ? (value.IsZero ? 300 : 0) : expected.AgreeingBits(value);
    }

    static (double[] X, double[] Dy, double Eps) Channel<T>(string pattern, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new CounterRandom(seed, stream: 0);
        double huge = typeof(T) == typeof(float) ? 1e37 : 1e305, tiny = typeof(T) == typeof(float) ? 1e-36 : 1e-300;
        double smallest = double.CreateChecked(T.Epsilon), near = double.CreateChecked(T.BitIncrement(T.One)) - 1;
        int n = 2 + seed % 7;
        Func<int, double> value = pattern switch
        {
            "normal" => i => random.Normal(i),
            "offset 1e8" => i => 1e8 + random.Normal(i),
            "alternating" => i => (i % 2 == 0 ? 1 : -1) * (1e6 + 1e-9 * random.Normal(i)),
            "outlier" => i => i == 0 ? 1e12 : random.Normal(i),
            "constant" => i => 0.1,
            "one ulp apart" => i => 1 + near * (int)(random.Bits(i) % 2),
            "1e300" => i => huge * random.Normal(i),
            "1e-300" => i => tiny * random.Normal(i),
            "subnormal" => i => smallest * (int)(random.Bits(i) % 100),
            _ => i => random.Normal(i) * Math.ScaleB(1, (int)(random.Bits(i) % 120) - 60),
        };
        double[] x = [.. Enumerable.Range(0, n).Select(i => Round<T>(value(i)))];
        double[] dy = [.. Enumerable.Range(n, n).Select(i => Round<T>(random.Normal(i)))];
        double eps = pattern is "constant" or "normal" ? 1e-5 : pattern is "one ulp apart" ? 1e-30 : seed % 2 == 0 ? 1e-5 : 0;
        return (x, dy, eps);
    }

    static double Round<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => double.CreateChecked(T.CreateChecked(value));
}
