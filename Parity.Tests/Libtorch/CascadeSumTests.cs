using Parity.Reference.Kernels.Libtorch;

namespace Parity.Tests.Libtorch;

/// <summary>
/// Sums whose value tells their order: beside 2²⁴ a one is lost in float32, two ones together are not.
/// </summary>
public sealed class CascadeSumTests
{
    const float Big = 1 << 24;

    // The first sixteen lose their ones one by one; every later sixteen comes whole from the level below.
    [Theory]
    [InlineData(16, 0)]
    [InlineData(32, 16)]
    [InlineData(48, 32)]
    [InlineData(33, 16)]
    [InlineData(34, 18)]
    public void A_column_hands_on_every_sixteen(int count, float kept) =>
        Assert.Equal(Big + kept, CascadeSum.Column<float>(BigThenOnes(count), 0, 1, count));

    // 2²⁸ swallows sixteens one by one, until it is handed on after 256 rows; the next 256 come to it together.
    [Fact]
    public void A_column_hands_on_its_second_level_too()
    {
        float[] x = BigThenOnes(512);
        x[0] = 16 * Big;
        Assert.Equal(16 * Big + 256, CascadeSum.Column<float>(x, 0, 1, 512));
    }

    // The first column loses its two ones; each of the others adds three, which 2²⁴ rounds to four.
    [Fact]
    public void A_row_is_four_columns() =>
        Assert.Equal(Big + 12, CascadeSum.Row<float>(BigThenOnes(12), 0, 1, 12));

    [Fact]
    public void What_is_left_of_a_row_goes_into_the_first_column() =>
        Assert.Equal(Big + 6, CascadeSum.Row<float>(BigThenOnes(11), 0, 1, 11));

    // What is left over after eight lanes comes first, two ones together; then 2²⁴, which rounds one more up and loses the rest.
    [Fact]
    public void A_row_of_vectors_begins_with_what_is_left_over() =>
        Assert.Equal(Big + 4, CascadeSum.VectorRow<float>(BigThenOnes(10), SumVectors.Of<float>()));

    // Sixteen halves a vector: the eighth after each is added to it first.
    [Fact]
    public void Halves_are_paired_before_they_are_summed()
    {
        float[] x = BigThenOnes(16);
        x[8] = -Big;
        Assert.Equal(14, CascadeSum.VectorRow<float>(x, SumVectors.OfBrainHalves));
    }

    [Fact]
    public void A_stride_leads_past_what_lies_between() =>
        Assert.Equal(6, CascadeSum.Row<double>([1, 99, 2, 99, 3], 0, 2, 3));

    static float[] BigThenOnes(int count)
    {
        var x = new float[count];
        x.AsSpan().Fill(1);
        x[0] = Big;
        return x;
    }
}
