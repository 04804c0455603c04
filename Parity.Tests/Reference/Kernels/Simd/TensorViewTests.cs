using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

public sealed unsafe class TensorViewTests
{
    // Lengths and strides, then planes, values of a plane, the step in it (where there is one), and whether planes and
    // channels are contiguous.
    public static TheoryData<nint[], nint[], nint[], bool, bool> Views => new()
    {
        { [5, 3], [3, 1], [1, 5, 3], false, true },
        { [5, 3], [1, 5], [1, 5, 1], true, false },
        { [5, 1], [1, 0], [1, 5, 1], true, true },
        { [5, 3, 4], [12, 4, 1], [5, 4, 1], true, false },
        { [5, 3, 4], [12, 1, 3], [5, 4, 3], false, true },
        { [5, 3, 1], [3, 1, 0], [1, 5, 3], false, true },
        { [5, 3, 4, 2], [24, 8, 2, 1], [5, 8, 1], true, false },
        { [5, 3, 4, 2], [24, 1, 6, 3], [5, 8, 3], false, true },
        { [5, 3, 4, 2], [30, 10, 3, 1], [5, 8, -1], false, false },
        { [5, 1, 4, 2], [30, 0, 3, 1], [5, 8, -1], false, false },
        { [5, 3, 4, 1], [12, 4, 1, 0], [5, 4, 1], true, false },
        { [5, 3, 4, 1], [36, 12, 3, 0], [5, 4, 3], false, false },
        { [5, 3, 1, 4], [12, 4, 0, 1], [5, 4, 1], true, false },
        { [5, 3, 1, 1], [3, 1, 0, 0], [1, 5, 3], false, true },
        { [1, 3, 1, 1], [0, 1, 0, 0], [1, 1, 0], true, true },
        { [5, 1, 4, 2], [16, 0, 4, 2], [5, 8, 2], false, true },
    };

    [Theory, MemberData(nameof(Views))]
    public void A_tensor_is_seen_as_planes_of_channels(
        nint[] lengths, nint[] strides, nint[] expected, bool contiguousPlanes, bool contiguousChannels)
    {
        var view = new TensorView<float>((float*)4096, lengths, strides);
        Assert.Equal((expected[0], expected[1]), (view.N, view.PlaneLength));
        Assert.Equal((lengths[1], expected[0] * expected[1]), (view.C, view.ValuesPerChannel));
        Assert.Equal(expected[2] >= 0, view.IsEvenlySpaced);
        if (view.IsEvenlySpaced)
            Assert.Equal(expected[2], view.StrideI);
        Assert.Equal((contiguousPlanes, contiguousChannels), (view.HasContiguousPlanes, view.HasContiguousChannels));
        Assert.False(view.IsAbsent);
    }

    [Theory]
    [InlineData(1), InlineData(5)]
    public void A_tensor_of_another_rank_is_refused(int rank)
    {
        nint[] ones = [.. Enumerable.Repeat((nint)1, rank)];
        var error = Assert.Throws<ArgumentException>(() => new TensorView<float>(null, ones, ones).IsAbsent);
        Assert.Equal($"a kernel takes a tensor of rank 2, 3 or 4, not {rank}", error.Message);
    }

    // Groups of sixteen channels, or of four; the last one overlaps the one before.
    [Theory]
    [InlineData(4, 4, 1, 0), InlineData(5, 4, 2, 1), InlineData(8, 4, 2, 4), InlineData(15, 4, 4, 11)]
    [InlineData(16, 16, 1, 0), InlineData(17, 16, 2, 1), InlineData(32, 16, 2, 16), InlineData(33, 16, 3, 17)]
    public void Channels_come_in_groups_that_cover_all_of_them(int channels, int width, int groups, int last)
    {
        var all = new ChannelGroups(channels, 4, 0, groups);
        Assert.Equal((width, groups, groups * width), (all.Width, ChannelGroups.Count(channels), ChannelGroups.Places(channels)));
        Assert.Equal((0, last), (all.ChannelOf(0), all.ChannelOf(groups - 1)));

        // Two sums in four lanes for each plane in use.
        Assert.Equal(8 * 3 * groups * width, ChannelGroups.ChainsLength(channels, 3));
        Assert.Equal(8 * 4 * groups * width, ChannelGroups.ChainsLength(channels, 9));
    }

    [Theory]
    [InlineData(0, 0, 2), InlineData(1, 2, 4), InlineData(3, 6, 7)]
    public void Units_share_the_groups(int unit, int first, int end)
    {
        var tensor = new TensorView<float>(null, [2, 100, 3, 3], [900, 1, 300, 100]);
        ChannelGroups groups = ChannelGroups.Unit(tensor, 2, unit);
        Assert.Equal((100, 2, first, end), (groups.Channels, groups.Sets, groups.First, groups.End));
    }

    // What the unit after the next ones reads, if it is there, and no more than a quarter of a second-level cache.
    [Theory]
    [InlineData(0, 0, 6), InlineData(6, 0, 6), InlineData(9, 0, 6), InlineData(12, 0, 0), InlineData(0, 20, 6), InlineData(0, 21, 0)]
    public void The_next_unit_of_the_thread_is_fetched_meanwhile(int first, int plane, int expected)
    {
        var tensor = new TensorView<float>(null, [64, 18, 32, 32], [18432, 1024, 32, 1]);
        Assert.Equal(expected, new NextUnit(Channels: 3, Threads: 2).Ahead(tensor, first, plane, sizeof(float)));
    }
}
