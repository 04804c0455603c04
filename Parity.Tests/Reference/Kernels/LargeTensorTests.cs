using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed unsafe class LargeTensorTests
{
    [Theory]
    [InlineData(false), InlineData(true)]
    public void Strides_beyond_2_to_the_31_elements_are_followed(bool channelsLast)
    {
        // Pages that nobody touches take no memory.
        nint apart = (nint)3 << 30;
        nint[] shape = [2, 4, 2, 8], strides = channelsLast ? [apart, 1, 32, 4] : [apart, 16, 8, 1];
        float* x = (float*)NativeMemory.Alloc((nuint)(apart + 64), sizeof(float));
        float* y = (float*)NativeMemory.Alloc((nuint)(apart + 64), sizeof(float));
        for (nint i = 0; i < 64; i++)
            (x[i], x[apart + i]) = (1, 3);
        var statistics = new ChannelStatistics(new double[4], new double[4]);
        new SimdKernel<float>(2, 0).ForwardTraining(
            new ReadOnlyTensorSpan<float>(x, apart + 64, shape, strides), default, 0,
            new TensorSpan<float>(y, apart + 64, shape, strides), statistics);
        Assert.Equal([2.0, 2, 2, 2], statistics.Mean.ToArray());
        for (nint i = 0; i < 64; i++)
            Assert.Equal((-1, 1), (y[i], y[apart + i]));
        NativeMemory.Free(x);
        NativeMemory.Free(y);
    }

    [LargeTensorFact]
    public void Planes_beyond_2_to_the_31_elements_are_indexed_correctly() =>
        Check([33, 4, 4096, 4096], channelsLast: false);

    [LargeTensorFact]
    public void Rows_beyond_2_to_the_31_elements_are_indexed_correctly() =>
        Check([33, 4, 4096, 4096], channelsLast: true);

    // Every channel has two values, half of its elements each: mean and variance are exact, results are ±1.
    // The input is one image, expanded over the batch, so that the output alone takes memory.
    static void Check(nint[] shape, bool channelsLast)
    {
        (nint channels, nint plane) = (shape[1], shape[2] * shape[3]);
        nint image = channels * plane, count = shape[0] * image;
        float* x = (float*)NativeMemory.Alloc((nuint)image, sizeof(float));
        float* y = (float*)NativeMemory.Alloc((nuint)count, sizeof(float));
        try
        {
            nint[] strides = channelsLast
                ? [image, 1, shape[3] * channels, channels]
                : [image, plane, shape[3], 1];
            for (nint i = 0; i < image; i++)
                x[i] = Expected(i) + ChannelOf(i);

            var mean = new double[channels];
            var variance = new double[channels];
            new SimdKernel<float>(2).ForwardTraining(
                new ReadOnlyTensorSpan<float>(x, image, shape, [0, .. strides[1..]]),
                default,
                0,
                new TensorSpan<float>(y, count, shape, strides),
                new ChannelStatistics(mean, variance));
            Assert.Equal([0.0, 1, 2, 3], mean);
            Assert.All(variance, v => Assert.Equal(1, v));
            nint wrong = 0;
            for (nint i = 0; i < count; i++)
                wrong += y[i] == Expected(i) ? 0 : 1;
            Assert.Equal(0, wrong);
        }
        finally
        {
            NativeMemory.Free(x);
            NativeMemory.Free(y);
        }

        nint ChannelOf(nint i) => channelsLast ? i % channels : i / plane % channels;
        static float Expected(nint i) => ((i >> 4) & 1) == 0 ? 1 : -1;
    }
}
