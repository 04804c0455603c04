using System.Collections.Immutable;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Tests.Libtorch;

public sealed class StridedLoopTests
{
    [Theory]
    [InlineData("4 3 2", "6 2 1", "2 1 0")] // row-major
    [InlineData("4 3 2", "1 4 12", "0 1 2")] // reversed
    [InlineData("4 3 2", "6 1 3", "1 2 0")] // the channel innermost
    [InlineData("4 3 2", "0 2 1", "2 1 0")] // a stride of 0 tells nothing
    [InlineData("2 3 4", "1 0 1", "0 1 2")] // of equal strides the shorter goes inward
    [InlineData("2 1 3 1", "3 1 1 9", "1 2 0 3")] // lengths of 1 have their say
    public void Small_strides_go_inward(string lengths, string strides, string innermostFirst) =>
        Assert.Equal(Numbers(innermostFirst), StridedLoop.Order(Numbers(lengths), [Numbers(strides)]));

    [Fact]
    public void What_is_summed_goes_inward_whatever_its_stride() =>
        Assert.Equal([2, 0, 1], StridedLoop.Order([4, 3, 2], [[0, 1, 0], [6, 1, 3]], reduces: true));

    [Fact]
    public void A_second_tensor_decides_where_the_first_is_silent() =>
        Assert.Equal([0, 2, 1], StridedLoop.Order([4, 3, 2], [[0, 2, 1], [1, 4, 12]]));

    // The dimension in the middle answers neither of the others, and they change places across it.
    [Fact]
    public void A_comparison_without_answer_is_passed_over() =>
        Assert.Equal([0, 1, 2], StridedLoop.Order([2, 2, 2], [[5, 0, 9]]));

    [Fact]
    public void One_channel_is_visited_in_the_order_of_memory()
    {
        int[][] places = StridedLoop.OverChannel([2, 3, 2], [1, 4, 2], [6, 2, 1]);
        Assert.Equal([0, 1, 2, 3], places[0]);
        Assert.Equal([0, 6, 1, 7], places[1]);
    }

    [Theory]
    [InlineData("4 3 2", "6 2 1", true)]
    [InlineData("4 3 2", "1 4 12", true)]
    [InlineData("4 1 2", "2 99 1", true)]
    [InlineData("4 3 2", "12 2 1", false)]
    [InlineData("4 3 2", "0 2 1", false)]
    public void A_dense_tensor_has_neither_gap_nor_overlap(string lengths, string strides, bool dense) =>
        Assert.Equal(dense, StridedLoop.IsDense(Numbers(lengths), Numbers(strides)));

    [Fact]
    public void A_dense_copy_keeps_the_order_and_leaves_out_the_gaps() =>
        Assert.Equal<int>([1, 4, 12], StridedLoop.DenseStrides([4, 3, 2], [2, 16, 96]));

    static ImmutableArray<int> Numbers(string text) => [.. text.Split(' ').Select(int.Parse)];
}
