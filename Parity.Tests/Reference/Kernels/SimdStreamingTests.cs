using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed unsafe class SimdStreamingTests
{
    const int Around = 16;

    // Whole cache lines, lines that two planes share, and results that begin inside a line.
    [Theory]
    [InlineData(false, 0, 3, 5, 32, 32)]
    [InlineData(false, 0, 2, 3, 27, 37)]
    [InlineData(false, 3, 2, 3, 32, 32)]
    [InlineData(true, 0, 3, 32, 5, 7)]
    [InlineData(true, 0, 3, 40, 5, 7)]
    [InlineData(true, 1, 3, 32, 5, 7)]
    public void Results_stored_past_the_caches_have_the_same_bits(bool channelsLast, int offset, int n, int c, int h, int w)
    {
        foreach (int threads in new[] { 1, 2 })
            Assert.Equal(
                Run(new(threads, 0, streamBytes: long.MaxValue), channelsLast, offset, [n, c, h, w]),
                Run(new(threads, 0, streamBytes: 0), channelsLast, offset, [n, c, h, w]));
    }

    static float[] Run(SimdKernel<float> kernel, bool channelsLast, int offset, nint[] shape)
    {
        (nint c, nint h, nint w) = (shape[1], shape[2], shape[3]);
        nint[] strides = channelsLast ? [c * h * w, 1, w * c, c] : [c * h * w, h * w, w, 1];
        int count = (int)(shape[0] * c * h * w), room = 2 * (count + 2 * Around);
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)(room * sizeof(float)), 64);
        try
        {
            var random = new CounterRandom(5, 0);
            float[] x = [.. Enumerable.Range(0, count).Select(i => (float)random.Normal(i))];
            new Span<float>(memory, room).Fill(-7);
            float* y = memory + Around + offset, dx = memory + room / 2 / 16 * 16 + Around + offset;
            var input = new ReadOnlyTensorSpan<float>(x, shape, strides);
            var statistics = new ChannelStatistics(new double[c], new double[c]);
            kernel.ForwardTraining(input, default, 1e-5, new TensorSpan<float>(y, count, shape, strides), statistics);
            kernel.Backward(
                new() { GradOutput = input, Input = input, Weight = default, Statistics = statistics },
                1e-5,
                true,
                new() { GradInput = new TensorSpan<float>(dx, count, shape, strides) });

            // Foreign memory around the results included.
            return new Span<float>(memory, room).ToArray();
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
