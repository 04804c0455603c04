using System.Collections.Immutable;
using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class PlacementTests
{
    [Theory]
    [InlineData(Layout.Contiguous, new[] { 60, 20, 5, 1 }, 0, 120)]
    [InlineData(Layout.ChannelsLast, new[] { 60, 1, 15, 3 }, 0, 120)]
    [InlineData(Layout.Permuted, new[] { 1, 2, 6, 24 }, 0, 120)]
    [InlineData(Layout.Sliced, new[] { 960, 160, 20, 2 }, 480 + 80 + 10 + 1, 4 * 6 * 8 * 10)]
    [InlineData(Layout.Expanded, new[] { 0, 20, 5, 1 }, 0, 60)]
    [InlineData(Layout.Cropped, new[] { 96, 32, 8, 1 }, 0, 2 * 3 * 4 * 8)]
    [InlineData(Layout.EveryOtherRow, new[] { 120, 40, 10, 1 }, 5, 2 * 3 * 8 * 5)]
    [InlineData(Layout.EveryOtherColumn, new[] { 120, 40, 10, 2 }, 1, 2 * 3 * 4 * 10)]
    [InlineData(Layout.SomeChannels, new[] { 120, 20, 5, 1 }, 20, 2 * 6 * 4 * 5)]
    [InlineData(Layout.SomeEntries, new[] { 120, 20, 5, 1 }, 60, 4 * 3 * 4 * 5)]
    [InlineData(Layout.Exchanged, new[] { 60, 20, 1, 4 }, 0, 120)]
    [InlineData(Layout.ChannelsLastCropped, new[] { 96, 1, 24, 3 }, 0, 2 * 3 * 4 * 8)]
    [InlineData(Layout.ChannelsLastSomeChannels, new[] { 120, 1, 30, 6 }, 0, 2 * 6 * 4 * 5)]
    [InlineData(Layout.Pooled, new[] { 3, 1, 0, 0 }, 0, 6)]
    [InlineData(Layout.Scalar, new[] { 0, 0, 0, 0 }, 0, 1)]
    internal void A_layout_means_these_strides(Layout layout, int[] strides, int offset, int storage)
    {
        var placement = Placement.Of([2, 3, 4, 5], layout);
        Assert.Equal(strides, placement.Strides);
        Assert.Equal((offset, storage), (placement.Offset, placement.StorageLength));
    }

    [Theory]
    [InlineData(Layout.Cropped, new[] { 6, 1 }, 0, 12)]
    [InlineData(Layout.EveryOtherColumn, new[] { 6, 2 }, 1, 12)]
    [InlineData(Layout.SomeEntries, new[] { 6, 1 }, 3, 12)]
    [InlineData(Layout.Scalar, new[] { 0, 0 }, 0, 1)]
    internal void So_do_rows_of_channels(Layout layout, int[] strides, int offset, int storage)
    {
        var placement = Placement.Of([2, 3], layout);
        Assert.Equal(strides, placement.Strides);
        Assert.Equal((offset, storage), (placement.Offset, placement.StorageLength));
    }

    [Fact]
    public void Expanded_repeats_channels_where_a_channel_of_one_entry_is_a_single_value()
    {
        Assert.Equal([1, 0], Placement.Of([4, 3], Layout.Expanded).Strides.AsEnumerable());
        Assert.Equal([1, 0, 1], Placement.Of([4, 3, 1], Layout.Expanded).Strides.AsEnumerable());
        Assert.Equal([0, 5, 1], Placement.Of([4, 3, 5], Layout.Expanded).Strides.AsEnumerable());
    }

    [Fact]
    public void Every_position_lies_in_the_storage_and_none_is_used_twice_but_where_memory_repeats()
    {
        foreach (ImmutableArray<int> lengths in new ImmutableArray<int>[] { [2, 3, 4, 5], [1, 3, 1, 2], [4, 3], [3, 2, 5], [0, 3, 2, 2] })
            foreach (Layout layout in LayoutNames.OfGradOutput(lengths.Length))
            {
                var placement = Placement.Of(lengths, layout);
                int[] positions = [.. placement.Positions()];
                Assert.Equal(lengths.Aggregate(1, (a, b) => a * b), positions.Length);
                Assert.All(positions, position => Assert.InRange(position, 0, placement.StorageLength - 1));
                if (!layout.Repeats())
                    Assert.Equal(positions.Length, positions.Distinct().Count());
            }
    }

    [Fact]
    public void Which_libtorch_kernel_a_batch_takes_follows_its_strides_not_the_name_of_its_layout()
    {
        Assert.True(Placement.Of([2, 3, 4, 5], Layout.Contiguous).IsContiguous);
        Assert.True(Placement.Of([2, 3, 4, 5], Layout.ChannelsLast).IsChannelsLast);
        Assert.False(Placement.Of([2, 3, 4, 5], Layout.ChannelsLast).IsContiguous);
        Assert.True(Placement.Of([2, 1, 4, 5], Layout.ChannelsLast).IsContiguous);
        Assert.True(Placement.Of([5, 1, 1, 1], Layout.Permuted).IsContiguous);
        foreach (Layout general in new[] { Layout.Permuted, Layout.Sliced, Layout.Expanded })
            Assert.False(Placement.Of([2, 3, 4, 5], general) is { IsContiguous: true } or { IsChannelsLast: true });
    }
}
