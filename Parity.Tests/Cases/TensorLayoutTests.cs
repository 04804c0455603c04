using Parity.Cases;

namespace Parity.Tests.Cases;

public sealed class TensorLayoutTests
{
    [Fact]
    public void Channels_last_stores_channels_fastest_and_reads_the_same_values()
    {
        DenseTensor dense = Counting(2, 3, 2, 2);
        var laid = new TensorLayout<float>(dense, Layout.ChannelsLast);
        Assert.Equal([12, 1, 6, 3], laid.Input.Strides.ToArray());
        Assert.Equal(dense.Values<float>()[1 * 12 + 2 * 4 + 1 * 2 + 0], laid.Input[1, 2, 1, 0]);
        Assert.Equal(dense.Bytes.ToArray(), laid.ToDense().Bytes.ToArray());
    }

    [Fact]
    public void Features_last_is_seen_through_its_transpose()
    {
        DenseTensor dense = Counting(2, 3, 4);
        var laid = new TensorLayout<float>(dense, Layout.FeaturesLast);
        Assert.Equal([2, 4, 3], laid.Input.Lengths.ToArray());
        Assert.Equal(dense.Values<float>()[1 * 12 + 2 * 4 + 3], laid.Input[1, 3, 2]);
        Assert.Equal(dense.Bytes.ToArray(), laid.ToDense().Bytes.ToArray());
    }

    [Theory]
    [InlineData(Layout.Contiguous)]
    [InlineData(Layout.ChannelsLast)]
    public void Lengths_of_one_are_accepted(Layout layout)
    {
        foreach (int[] shape in new int[][] { [1, 3, 1, 1], [2, 1, 1, 5], [1, 1, 1, 1], [4, 3, 1, 2] })
        {
            DenseTensor dense = Counting(shape);
            Assert.Equal(dense.Bytes.ToArray(), new TensorLayout<float>(dense, layout).ToDense().Bytes.ToArray());
            Assert.Equal(dense.Count, (int)new TensorLayout<float>(dense, layout).Input.FlattenedLength);
        }
    }

    static DenseTensor Counting(params int[] shape)
    {
        var tensor = new DenseTensor(DType.Float32, shape);
        for (int i = 0; i < tensor.Count; i++)
            tensor.Values<float>()[i] = i;
        return tensor;
    }
}
