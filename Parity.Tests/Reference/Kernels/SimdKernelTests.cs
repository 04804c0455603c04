using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed class SimdKernelTests
{
    // Widths, tails, blocks and thread thresholds, and one to either side of them.
    public static TheoryData<int[]> Shapes =>
    [
        [1, 1, 1, 1], [2, 1], [5, 3], [4, 4], [7, 5], [9, 17], [33, 64], [130, 12], [257, 20],
        [1, 3, 2], [2, 3, 3], [3, 5, 4], [4, 2, 5], [5, 4, 7], [6, 3, 129], [1, 2, 1000], [9, 16, 127],
        [2, 3, 1, 5], [2, 3, 5, 1], [4, 3, 7, 7], [5, 6, 3, 3], [3, 17, 14, 14], [8, 18, 7, 7], [6, 7, 12, 11],
        [4, 3, 32, 32], [3, 5, 28, 28], [2, 4, 1, 128], [20, 36, 4, 4], [1, 20, 32, 32],
    ];

    [Theory, MemberData(nameof(Shapes))]
    public void Floats_agree_with_the_definition_to_rounding(int[] shape)
    {
        foreach ((double mean, double deviation) in new[] { (0.25, 1.0), (4, 1), (1e4, 1), (-3e5, 0.5), (0, 1e-4) })
            AssertClose(new SeededBatch<float>(shape, mean, deviation), 2e-7);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Doubles_agree_with_the_definition_to_rounding(int[] shape)
    {
        foreach ((double mean, double deviation) in new[] { (0.25, 1.0), (4, 1), (1e3, 1) })
            AssertClose(new SeededBatch<double>(shape, mean, deviation), 1e-13 * (1 + mean / deviation));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Every_memory_order_gives_the_same_bits(int[] shape)
    {
        AssertSameForEveryOrder(new SimdKernel<float>(1), new SeededBatch<float>(shape));
        AssertSameForEveryOrder(new SimdKernel<double>(2), new SeededBatch<double>(shape, mean: 50));
    }

    // Rows are summed in tiles of so many as fill some memory: as few as there are, as many, and every remainder of four
    // between; planes that end in a tile's middle, at its end, and one row after it.
    [Theory]
    [InlineData(17, 257), InlineData(67, 300), InlineData(111, 301), InlineData(97, 333), InlineData(130, 338), InlineData(65, 496)]
    [InlineData(64, 504), InlineData(33, 992), InlineData(65, 993), InlineData(34, 1025), InlineData(257, 129), InlineData(257, 131)]
    [InlineData(131, 150), InlineData(109, 249), InlineData(66, 301)]
    public void Rows_in_tiles_give_the_bits_of_planes(int plane, int channels)
    {
        foreach (int[] shape in new int[][] { [3, channels, plane], [2, channels, plane, 1], [5, channels, 1, plane / 2], [plane, channels] })
        {
            AssertSameForEveryOrder(new SimdKernel<float>(1), new SeededBatch<float>(shape));
            AssertSameForEveryOrder(new SimdKernel<double>(3, 0), new SeededBatch<double>(shape, mean: 50));
        }
    }

    [Theory]
    [InlineData(2, 300, 20, 20), InlineData(3, 301, 111, 3)]
    public void Tiles_whose_rows_are_no_multiple_of_four_begin_where_planes_do(int n, int c, int h, int w)
    {
        AssertSameForEveryOrder(new SimdKernel<float>(2, 0), new SeededBatch<float>([n, c, h, w]));
        AssertSameForEveryOrder(new SimdKernel<double>(1), new SeededBatch<double>([n, c, h, w], mean: 50));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Every_number_of_threads_gives_the_same_bits(int[] shape)
    {
        var batch = new SeededBatch<float>(shape, mean: 1000);
        long[] expected = KernelAnswers<float>.Of(new SimdKernel<float>(1), batch).Bits();
        foreach (int threads in new[] { 2, 3, 7 })
            foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
                Assert.Equal(expected, KernelAnswers<float>.Of(new SimdKernel<float>(threads, 0), batch, order).Bits());
    }

    [Fact]
    public void Tensors_of_one_pass_may_differ_in_memory_order()
    {
        var batch = new SeededBatch<float>([5, 6, 9, 4]);
        long[] expected = KernelAnswers<float>.Of(new SimdKernel<float>(1), batch).Bits();
        StorageOrder[] orders = Enum.GetValues<StorageOrder>();
        foreach (StorageOrder input in orders)
            foreach (StorageOrder gradient in orders)
                foreach (StorageOrder result in orders)
                    Assert.Equal(
                        expected, KernelAnswers<float>.Of(new SimdKernel<float>(1), batch, input, gradient, result).Bits());
    }

    // The CI runs this under every instruction set; a change of the order of additions changes the numbers here.
    [Fact]
    public void Every_instruction_set_gives_the_bits_that_are_written_here()
    {
        (long, long, long) digests = (Digest<float>(mean: 0.25), Digest<float>(mean: 1e4), Digest<double>(mean: 0.25));
        Assert.Equal((4396027098680191590, -2365700536364133225, 4177511056353432260), digests);
    }

    [Theory]
    [InlineData(0, 3, 4, 4)]
    [InlineData(2, 3, 0, 4)]
    [InlineData(2, 0, 4, 4)]
    public void An_empty_batch_has_no_output_and_no_statistics(int n, int c, int h, int w)
    {
        KernelAnswers<float> run = KernelAnswers<float>.Of(new SimdKernel<float>(2, 0), new SeededBatch<float>([n, c, h, w]));
        Assert.Empty(run.Output);
        Assert.All(run.Mean, mean => Assert.True(double.IsNaN(mean)));
        Assert.All(run.Variance, variance => Assert.True(double.IsNaN(variance)));
        Assert.All(run.GradBias, gradient => Assert.Equal(0, gradient));
    }

    [Theory]
    [InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    [InlineData(3e38f), InlineData(-1e30f), InlineData(1e-42f)]
    public void One_extreme_value_does_what_the_definition_says(float extreme)
    {
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
            foreach (int position in new[] { 0, 37, 191 })
            {
                var batch = new SeededBatch<float>([4, 6, 2, 4]);
                batch.Input[position] = extreme;
                var expected = KernelAnswers<float>.Of(new ManualKernel<float>(), batch);
                var actual = KernelAnswers<float>.Of(new SimdKernel<float>(1), batch, order);
                foreach ((var e, var a) in expected.Quantities.Zip(actual.Quantities))
                    for (int i = 0; i < e.Values.Length; i++)
                        if (!Agree(e.Values[i], a.Values[i]))
                            Assert.Fail($"{e.Name}[{i}], {order}: {e.Values[i]} against {a.Values[i]}");
            }
    }

    [Theory]
    [InlineData(0f), InlineData(0.1f), InlineData(1e10f), InlineData(-3e38f)]
    public void A_constant_channel_without_eps_is_its_bias_and_has_no_gradient(float value)
    {
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
        {
            var batch = new SeededBatch<float>([4, 6, 5, 3]) { Eps = 0 };
            batch.Input.AsSpan().Fill(value);
            KernelAnswers<float> run = KernelAnswers<float>.Of(new SimdKernel<float>(1), batch, order);
            Assert.All(run.Variance, variance => Assert.Equal(0, variance));
            Assert.All(run.Mean, mean => Assert.Equal(value, mean));
            Assert.All(run.Output.Index(), y => Assert.Equal(batch.Bias[y.Index / 15 % 6], y.Item));
            Assert.All(run.GradInput, gradient => Assert.Equal(0, gradient));
        }
    }

    [Fact]
    public void A_constant_gradient_of_the_output_becomes_exactly_zero()
    {
        var batch = new SeededBatch<float>([8, 5, 4, 8], mean: 3);
        batch.GradOutput.AsSpan().Fill(0.7f);
        KernelAnswers<float> run = KernelAnswers<float>.Of(new SimdKernel<float>(1), batch);
        Assert.All(run.GradInput, gradient => Assert.InRange(gradient, -1e-12f, 1e-12f));
    }

    // Squares that a double cannot hold: as in the definition the variance is infinite, never NaN, and results are the bias.
    [Theory]
    [InlineData(1e160), InlineData(1e306), InlineData(-3e307)]
    public void A_variance_beyond_a_double_is_infinite(double size)
    {
        foreach (int[] shape in new int[][] { [4, 6, 5, 3], [9, 17] })
            foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
                foreach (double mean in new[] { 0, 0.9 * size })
                {
                    var batch = new SeededBatch<double>(shape, mean, size / 8);
                    var expected = KernelAnswers<double>.Of(new ManualKernel<double>(), batch);
                    var actual = KernelAnswers<double>.Of(new SimdKernel<double>(1), batch, order);
                    Assert.All(expected.Variance, variance => Assert.Equal(double.PositiveInfinity, variance));
                    Assert.Equal(expected.Variance, actual.Variance);
                    Assert.Equal(expected.Output, actual.Output);
                    Assert.Equal(expected.Mean.Select(double.IsFinite), actual.Mean.Select(double.IsFinite));
                }
    }

    [Fact]
    public void It_takes_float_and_double_and_one_thread_at_least()
    {
        Assert.Equal(
            "the simd kernel takes float and double, not Half",
            Assert.Throws<NotSupportedException>(() => new SimdKernel<Half>(1)).Message);
        Assert.Equal("maxThreads", Assert.Throws<ArgumentOutOfRangeException>(() => new SimdKernel<float>(0)).ParamName);
    }

    [Fact]
    public void One_kernel_serves_several_threads_at_once()
    {
        var kernel = new SimdKernel<float>(3, 0);
        SeededBatch<float>[] batches =
            [.. Enumerable.Range(1, 12).Select(seed => new SeededBatch<float>([5, 9 + seed, 6, 5], seed: seed))];
        long[][] expected = [.. batches.Select(batch => KernelAnswers<float>.Of(new SimdKernel<float>(1), batch).Bits())];
        Parallel.For(0, 48, i => Assert.Equal(expected[i % 12], KernelAnswers<float>.Of(kernel, batches[i % 12]).Bits()));
    }

    static bool Agree(double expected, double actual) =>
        expected.Equals(actual)
        || (double.IsFinite(expected) && Math.Abs(expected - actual) <= 1e-35 + 1e-5 * Math.Abs(expected) + 1e-6);

    static long Digest<T>(double mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long digest = 17;
        foreach (int[] shape in new int[][] { [9, 17], [5, 4, 7], [6, 7, 3, 11], [4, 3, 16, 16], [8, 18, 7, 7] })
            foreach (long bits in KernelAnswers<T>.Of(new SimdKernel<T>(2, 0), new SeededBatch<T>(shape, mean)).Bits())
                digest = unchecked(digest * 6364136223846793005 + bits);
        return digest;
    }

    static void AssertSameForEveryOrder<T>(SimdKernel<T> kernel, SeededBatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] expected = KernelAnswers<T>.Of(kernel, batch).Bits();
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
            Assert.Equal(expected, KernelAnswers<T>.Of(kernel, batch, order).Bits());
    }

    static void AssertClose<T>(SeededBatch<T> batch, double relative)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var expected = KernelAnswers<T>.Of(new ManualKernel<T>(), batch);
        var actual = KernelAnswers<T>.Of(new SimdKernel<T>(2, 0), batch);
        foreach ((var e, var a) in expected.Quantities.Zip(actual.Quantities))
        {
            double scale = batch.ScaleOf(e.Name, e.Values);
            for (int i = 0; i < e.Values.Length; i++)
                if (!(Math.Abs(e.Values[i] - a.Values[i]) <= relative * scale))
                    Assert.Fail($"{e.Name}[{i}] of mean {batch.Input[0]}: {e.Values[i]} against {a.Values[i]}");
        }
    }
}
