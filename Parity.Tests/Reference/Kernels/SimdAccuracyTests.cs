using System.Numerics;
using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed class SimdAccuracyTests
{
    // Groups of sixteen channels and of four, pairs of planes and one left over, tails of one to three values, and pieces.
    public static TheoryData<int[]> Shapes => [[7, 5], [11, 17], [67, 20], [5, 4, 7], [6, 3, 129], [3, 17, 3, 2], [2, 5, 9, 3], [3, 33, 3, 3], [20000, 1]];

    [Theory, MemberData(nameof(Shapes))]
    public void Statistics_of_doubles_are_off_by_roundings_of_their_chains(int[] shape)
    {
        foreach (string pattern in new[] { "normal", "far from 0", "cancelling", "of all sizes", "an outlier" })
        {
            var batch = new SeededBatch<double>(shape);
            var random = new CounterRandom(7, 0);
            for (int i = 0; i < batch.Input.Length; i++)
                batch.Input[i] = pattern switch
                {
                    "normal" => random.Normal(i),
                    "far from 0" => 1e7 + random.Normal(i),

                    // Among so many its deviation is not exact, and the variance small enough to be measured from the mean.
                    "an outlier" => 1.6e7 + (i == 6 ? -8.64e6 : 0) + random.Normal(i),
                    "cancelling" => (i % 2 == 0 ? 1e9 : -1e9) * (1 + i / 2 % 7) + random.Normal(i),
                    _ => random.Normal(i) * Math.ScaleB(1, (int)(random.Bits(i) % 80) - 40),
                };
            var expected = KernelAnswers<double>.Of(new ExactKernel<double>(), batch);
            foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
            {
                var actual = KernelAnswers<double>.Of(new SimdKernel<double>(1), batch, order);
                for (int c = 0; c < shape[1]; c++)
                    AssertWithin(Channel(batch, c), (expected.Mean[c], expected.Variance[c]), (actual.Mean[c], actual.Variance[c]));
            }
        }
    }

    // Each chain holds a quarter of the values at most, and eight additions put chains together; measured from 0 where the mean's
    // square is at most the variance, else from the mean.
    static void AssertWithin(double[] x, (double Mean, double Variance) exact, (double Mean, double Variance) actual)
    {
        double unit = Math.ScaleB(1, -53), depth = x.Length / 4 + 1 + 8;
        bool isNear = exact.Mean * exact.Mean <= exact.Variance;
        double size = x.Average(value => Math.Abs(value - (isNear ? 0 : exact.Mean)));
        double ofMean = (depth + 2) * unit * size + 2 * unit * Math.Abs(exact.Mean);
        Assert.InRange(Math.Abs(actual.Mean - exact.Mean), 0, ofMean);
        Assert.InRange(Math.Abs(actual.Variance - exact.Variance), 0, 2 * (depth + 6) * 2 * unit * exact.Variance + ofMean * ofMean);
    }

    static double[] Channel(SeededBatch<double> batch, int c)
    {
        int plane = batch.Shape.Skip(2).Aggregate(1, (a, b) => a * b);
        return [.. batch.Input.Where((_, i) => i / plane % batch.Shape[1] == c)];
    }

    // The factors are 1 / deviation: those that a float cannot hold, and those that it can.
    [Theory]
    [InlineData(1e-40), InlineData(1e-38), InlineData(1e-34), InlineData(1e-30), InlineData(1e30), InlineData(1e37)]
    public void Factors_beyond_a_float_have_the_results_of_the_definition(double deviation)
    {
        foreach (int[] shape in new int[][] { [4, 6, 5, 3], [9, 17], [3, 6, 150], [3, 6], [3, 3, 2] })
            foreach (int every in new[] { 1, 3 })
            {
                // Every channel, or one beside ordinary ones.
                var batch = new SeededBatch<float>(shape, affine: every == 1) { Eps = 0 };
                int plane = shape.Skip(2).Aggregate(1, (a, b) => a * b);
                for (int i = 0; i < batch.Input.Length; i++)
                    if (i / plane % shape[1] % every == 0)
                        (batch.Input[i], batch.GradOutput[i]) = ((float)(batch.Input[i] * deviation), (float)(batch.GradOutput[i] * deviation));
                for (int c = 0; c < shape[1]; c += every)
                    (batch.RunningMean[c], batch.RunningVar[c]) = (0, deviation * deviation);
                AssertAgree(batch);
            }
    }

    // Channels are taken four at a time as long as there are four.
    [Theory]
    [InlineData(3), InlineData(4), InlineData(6), InlineData(7)]
    public void Without_parameters_the_last_channels_are_no_others(int channels) =>
        AssertAgree(new SeededBatch<float>([5, channels, 2, 3], affine: false));

    [Fact]
    public void A_given_variance_of_0_without_eps_has_the_results_of_the_definition()
    {
        foreach ((int[] shape, bool affine) in new (int[], bool)[] { ([4, 6, 5, 3], true), ([9, 17], false) })
        {
            var batch = new SeededBatch<float>(shape, affine: affine) { Eps = 0 };
            (batch.RunningVar[1], batch.RunningVar[4], batch.RunningMean[4]) = (0, 0, batch.Input[4]);
            AssertAgree(batch);
        }
    }

    // A channel far from 0 is summed again from its mean, one with a NaN can never be.
    [Theory]
    [InlineData(1e6), InlineData(double.NaN)]
    public void A_channel_leaves_the_others_as_they_are(double unusual)
    {
        LeavesTheOthers<float>(unusual);
        LeavesTheOthers<double>(unusual);
    }

    static void LeavesTheOthers<T>(double unusual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int[] shape in new int[][] { [9, 6, 5, 3], [50, 18] })
        {
            int plane = shape.Skip(2).Aggregate(1, (a, b) => a * b);
            bool IsOther(int i) => i / plane % shape[1] != 2;
            var batch = new SeededBatch<T>(shape);
            var expected = KernelAnswers<T>.Of(new SimdKernel<T>(1), batch);
            for (int i = 0; i < batch.Input.Length; i++)
                batch.Input[i] += T.CreateChecked(IsOther(i) ? 0 : unusual);
            foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
            {
                var actual = KernelAnswers<T>.Of(new SimdKernel<T>(1), batch, order);
                Assert.Equal(expected.Mean.Where((_, c) => c != 2), actual.Mean.Where((_, c) => c != 2));
                Assert.Equal(expected.Variance.Where((_, c) => c != 2), actual.Variance.Where((_, c) => c != 2));
                Assert.Equal(expected.Output.Where((_, i) => IsOther(i)), actual.Output.Where((_, i) => IsOther(i)));
                Assert.Equal(expected.GradInput.Where((_, i) => IsOther(i)), actual.GradInput.Where((_, i) => IsOther(i)));
            }
        }
    }

    static void AssertAgree(SeededBatch<float> batch)
    {
        var expected = KernelAnswers<float>.Of(new ManualKernel<float>(), batch);
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
        {
            var actual = KernelAnswers<float>.Of(new SimdKernel<float>(1), batch, order);
            foreach ((var e, var a) in expected.Quantities.Zip(actual.Quantities))
                for (int i = 0; i < e.Values.Length; i++)
                    if (!(e.Values[i].Equals(a.Values[i]) || Math.Abs(e.Values[i] - a.Values[i]) <= 2e-6 * (1 + Math.Abs(e.Values[i]))))
                        Assert.Fail($"{e.Name}[{i}], {order}: {e.Values[i]} against {a.Values[i]}");
        }
    }
}
