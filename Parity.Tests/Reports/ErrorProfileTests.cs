using Parity.Reports;

namespace Parity.Tests.Reports;

public class ErrorProfileTests
{
    static readonly ErrorProfile some = new([7, 2, 0, 1], [new(3, 2, 4), new(4, 0, 1)], [new(3, 5, 5)]);
    static readonly ErrorProfile others = new([1], [new(2, 9, 1), new(3, 2, 1)], [new(2, 9, 1), new(3, 5, 1)]);

    [Fact]
    public void Two_profiles_add_up_whatever_their_order()
    {
        foreach (var sum in (ErrorProfile[])[some.Plus(others), others.Plus(some)])
        {
            Assert.Equal([8, 2, 0, 1], sum.Elements);
            Assert.Equal([new GridCell(2, 9, 1), new GridCell(3, 2, 5), new GridCell(4, 0, 1)], sum.Worst);
            Assert.Equal([new GridCell(2, 9, 1), new GridCell(3, 5, 6)], sum.Bounds);
        }
    }

    [Theory]
    [InlineData(0, 0.7)]
    [InlineData(1, 0.9)]
    [InlineData(2, 0.9)]
    [InlineData(4, 1.0)]
    public void A_share_counts_all_elements_up_to_a_distance(long ulp, double share) => Assert.Equal(share, some.ShareWithin(ulp), 12);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.7, 0)]
    [InlineData(0.71, 1)]
    [InlineData(0.9, 1)]
    [InlineData(0.91, 4)]
    [InlineData(1, 4)]
    public void A_quantile_is_the_upper_end_of_its_bucket(double share, long ulp) => Assert.Equal(ulp, some.Quantile(share));

    [Fact]
    public void Nothing_has_no_share_and_no_distance() => Assert.Equal((0.0, 0L), (ErrorProfile.None.ShareWithin(1), ErrorProfile.None.Quantile(1)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    [InlineData(1L << 40, 41)]
    [InlineData((1L << 40) + 1, 42)]
    [InlineData(long.MaxValue - 1, 64)]
    [InlineData(long.MaxValue, UlpScale.Infinite)]
    public void A_bucket_ends_at_a_power_of_two(long ulp, int bucket)
    {
        Assert.Equal(bucket, UlpScale.Bucket(ulp));
        Assert.True(UlpScale.Largest(bucket) >= ulp);
        Assert.True(bucket == 0 || UlpScale.Largest(bucket - 1) < ulp);
    }

    [Theory]
    [InlineData(0, 0, "below 0.0156")]
    [InlineData(0.0156, 0, "below 0.0156")]
    [InlineData(0.015625, 1, "0.0156 to 0.0625")]
    [InlineData(0.999, 3, "0.25 to 1")]
    [InlineData(1, 4, "1 to 4")]
    [InlineData(4, 5, "4 to 16")]
    [InlineData(1e300, 26, "from 1.8e+13")]
    [InlineData(double.PositiveInfinity, 27, "no deviation")]
    [InlineData(double.NaN, 27, "no deviation")]
    public void A_column_is_a_factor_of_four(double ratio, int column, string label)
    {
        Assert.Equal(column, ConditioningScale.Column(ratio));
        Assert.Equal(label, ConditioningScale.Label(column));
    }
}
