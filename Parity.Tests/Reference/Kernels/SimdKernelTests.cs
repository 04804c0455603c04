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
        [4, 3, 32, 32], [3, 5, 28, 28], [2, 4, 1, 128], [20, 36, 4, 4],
    ];

    [Theory, MemberData(nameof(Shapes))]
    public void Floats_agree_with_the_definition_to_rounding(int[] shape)
    {
        foreach ((double mean, double deviation) in new[] { (0.25, 1.0), (4, 1), (1e4, 1), (-3e5, 0.5), (0, 1e-4) })
            AssertClose(new KernelBatch<float>(shape, mean, deviation), 2e-7);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Doubles_agree_with_the_definition_to_rounding(int[] shape)
    {
        foreach ((double mean, double deviation) in new[] { (0.25, 1.0), (4, 1), (1e3, 1) })
            AssertClose(new KernelBatch<double>(shape, mean, deviation), 1e-13 * (1 + mean / deviation));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Every_memory_order_gives_the_same_bits(int[] shape)
    {
        AssertSameForEveryOrder(new SimdKernel<float>(1), new KernelBatch<float>(shape));
        AssertSameForEveryOrder(new SimdKernel<double>(2), new KernelBatch<double>(shape, mean: 50));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Every_number_of_threads_gives_the_same_bits(int[] shape)
    {
        var batch = new KernelBatch<float>(shape, mean: 1000);
        long[] expected = KernelRun<float>.Of(new SimdKernel<float>(1), batch).Bits();
        foreach (int threads in new[] { 2, 3, 7 })
            foreach (MemoryOrder order in Enum.GetValues<MemoryOrder>())
                Assert.Equal(expected, KernelRun<float>.Of(new SimdKernel<float>(threads, 0), batch, order).Bits());
    }

    [Fact]
    public void Tensors_of_one_pass_may_differ_in_memory_order()
    {
        var batch = new KernelBatch<float>([5, 6, 9, 4]);
        long[] expected = KernelRun<float>.Of(new SimdKernel<float>(1), batch).Bits();
        MemoryOrder[] orders = Enum.GetValues<MemoryOrder>();
        foreach (MemoryOrder input in orders)
            foreach (MemoryOrder gradient in orders)
                foreach (MemoryOrder result in orders)
                    Assert.Equal(
                        expected, KernelRun<float>.Of(new SimdKernel<float>(1), batch, input, gradient, result).Bits());
    }

    static void AssertSameForEveryOrder<T>(SimdKernel<T> kernel, KernelBatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] expected = KernelRun<T>.Of(kernel, batch).Bits();
        foreach (MemoryOrder order in Enum.GetValues<MemoryOrder>())
            Assert.Equal(expected, KernelRun<T>.Of(kernel, batch, order).Bits());
    }

    static void AssertClose<T>(KernelBatch<T> batch, double relative)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var expected = KernelRun<T>.Of(new ManualKernel<T>(), batch);
        var actual = KernelRun<T>.Of(new SimdKernel<T>(2, 0), batch);
        foreach ((var e, var a) in expected.Quantities.Zip(actual.Quantities))
        {
            double scale = batch.ScaleOf(e.Name, e.Values);
            for (int i = 0; i < e.Values.Length; i++)
                Assert.True(
                    Math.Abs(e.Values[i] - a.Values[i]) <= relative * scale,
                    $"{e.Name}[{i}] of mean {batch.Input[0]}: {e.Values[i]} against {a.Values[i]}");
        }
    }
}
