using Parity.Tensors;

namespace Parity.Tests.Tensors;

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
        Assert.Equal(distance, ByPlaces(DType.Float32, actual, expected));
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
        Assert.Equal(distance, ByPlaces(DType.Float64, actual, expected));
    }

    [SeededProperty(MaxTest = 1000)]
    public void A_step_away_is_an_ulp_more(float from, byte steps)
    {
        float to = from;
        for (int i = 0; i < steps; i++)
            to = MathF.BitIncrement(to);
        Assert.Equal(float.IsNaN(from) || from == float.PositiveInfinity ? 0 : Math.Min(steps, Ulp.Distance(from, float.PositiveInfinity)), Ulp.Distance(to, from));
        Assert.Equal(Ulp.Distance(to, from), Ulp.Distance(-to, -from));
    }

    [Theory]
    [InlineData(DType.BFloat16, 1.0, 1.0078125, 1)]
    [InlineData(DType.BFloat16, -9.1835e-41, 9.1835e-41, 2)]
    [InlineData(DType.BFloat16, double.NaN, 1, long.MaxValue)]
    [InlineData(DType.Float16, 1.0, 1.0009765625, 1)]
    [InlineData(DType.Float16, 0.0, -0.0, 0)]
    [InlineData(DType.Float16, 65504, double.PositiveInfinity, 1)]
    [InlineData(DType.Float16, double.NaN, double.NaN, 0)]
    [InlineData(DType.Float16, double.NaN, 1, long.MaxValue)]
    [InlineData(DType.Float16, -1.0, 1.0, 2 * 0x3C00)]
    [InlineData(DType.Int64, 7, 9, 2)]
    public void Distance_in_a_type_counts_its_own_values(DType dtype, double actual, double expected, long distance)
    {
        Assert.Equal(distance, Ulp.Distance(dtype, actual, expected));
        Assert.Equal(distance, ByPlaces(dtype, actual, expected));
    }

    /// <summary>Where values lie, in an array of their own.</summary>
    internal static long[] PlacesOf(DType dtype, ReadOnlySpan<double> values)
    {
        var places = new long[values.Length];
        Ulp.Places(dtype, values, places);
        return places;
    }

    static long ByPlaces(DType dtype, double actual, double expected) =>
        PlacesOf(dtype, [actual, expected]) is [var one, var other] ? Ulp.Between(one, other) : -1;
}
