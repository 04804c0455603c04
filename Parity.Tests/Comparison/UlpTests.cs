using Parity.Comparison;

namespace Parity.Tests.Comparison;

public sealed class UlpTests
{
    [Theory]
    [InlineData(1f, 1f, 0)]
    [InlineData(0f, -0f, 0)]
    [InlineData(float.Epsilon, 0f, 1)]
    [InlineData(float.Epsilon, -float.Epsilon, 2)]
    [InlineData(1f, 1.0000001f, 1)]
    [InlineData(1f, 0.99999994f, 1)]
    [InlineData(2f, 1f, 8388608)]
    [InlineData(float.MaxValue, float.PositiveInfinity, 1)]
    [InlineData(float.NaN, float.NaN, 0)]
    [InlineData(float.NaN, 1f, long.MaxValue)]
    [InlineData(1f, float.NaN, long.MaxValue)]
    [InlineData(float.MinValue, float.MaxValue, 2L * 0x7F7FFFFF)]
    public void Float_distance_counts_representable_values(float actual, float expected, long distance)
    {
        Assert.Equal(distance, Ulp.Distance(actual, expected));
        Assert.Equal(distance, Ulp.Distance(expected, actual));
    }

    [Theory]
    [InlineData(1.0, 1.0, 0)]
    [InlineData(0.0, -0.0, 0)]
    [InlineData(double.Epsilon, -double.Epsilon, 2)]
    [InlineData(1.0, 1.0000000000000002, 1)]
    [InlineData(double.MaxValue, double.PositiveInfinity, 1)]
    [InlineData(double.NaN, double.NaN, 0)]
    [InlineData(double.NaN, double.PositiveInfinity, long.MaxValue)]
    [InlineData(double.MinValue, double.MaxValue, long.MaxValue)]
    public void Double_distance_counts_representable_values(double actual, double expected, long distance)
    {
        Assert.Equal(distance, Ulp.Distance(actual, expected));
        Assert.Equal(distance, Ulp.Distance(expected, actual));
    }
}
