using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed class NchwSpanTests
{
    static readonly float[] memory = [.. Enumerable.Range(0, 120).Select(i => (float)i)];

    [Theory]
    [InlineData(new[] { 4, 5 }, 4, 5, 1, 1)]
    [InlineData(new[] { 4, 5, 6 }, 4, 5, 1, 6)]
    [InlineData(new[] { 2, 3, 4, 5 }, 2, 3, 4, 5)]
    public void A_tensor_of_rank_two_to_four_is_read_through_its_strides(int[] shape, int n, int c, int h, int w)
    {
        nint[] lengths = [.. shape.Select(length => (nint)length)];
        var read = new NchwSpan<float>(new ReadOnlyTensorSpan<float>(memory, lengths));
        var written = new NchwSpan<float>(new TensorSpan<float>(memory, lengths));
        Assert.Equal((n, c, h, w), (read.N, read.C, read.H, read.W));
        Assert.Equal(n * h * w, read.ValuesPerChannel);
        int i = 0;
        for (int at = 0; at < n; at++)
            for (int channel = 0; channel < c; channel++)
                for (int row = 0; row < h; row++)
                    for (int column = 0; column < w; column++, i++)
                        Assert.Equal((i, i), (read[at, channel, row, column], written[at, channel, row, column]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Another_rank_is_refused(int rank)
    {
        nint[] lengths = [.. Enumerable.Repeat((nint)1, rank)];
        Assert.Equal(
            $"a kernel takes a tensor of rank 2, 3 or 4, not {rank}",
            Assert.Throws<ArgumentException>(() => { _ = new NchwSpan<float>(new ReadOnlyTensorSpan<float>(memory, lengths)); }).Message);
    }
}
