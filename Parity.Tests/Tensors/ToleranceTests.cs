using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class ToleranceTests
{
    const double NaN = double.NaN, Inf = double.PositiveInfinity;

    [Theory]
    [InlineData(1.0, 1.0, true)]
    [InlineData(0.0, -0.0, true)]
    [InlineData(1.00001, 1.0, true)]
    [InlineData(1.0000101, 1.0, false)]
    [InlineData(0.99999, 1.0, true)]
    [InlineData(-1.0, 1.0, false)]
    [InlineData(1e-8, 0.0, true)]
    [InlineData(1.1e-8, 0.0, false)]
    [InlineData(5e-324, 0.0, true)]
    [InlineData(NaN, NaN, false)]
    [InlineData(NaN, 1.0, false)]
    [InlineData(1.0, NaN, false)]
    [InlineData(Inf, Inf, true)]
    [InlineData(-Inf, -Inf, true)]
    [InlineData(Inf, -Inf, false)]
    [InlineData(1.0, Inf, false)]
    [InlineData(Inf, 1.0, false)]
    [InlineData(Inf, double.MaxValue, false)]
    [InlineData(NaN, Inf, false)]
    public void The_defaults_decide_as_torch_allclose_does(double actual, double expected, bool accepted) =>
        Assert.Equal(accepted, Tolerance.Allclose.Accepts(actual, expected));

    [Theory]
    [InlineData(NaN, NaN, true)]
    [InlineData(NaN, 1.0, false)]
    [InlineData(1.0, NaN, false)]
    [InlineData(NaN, Inf, false)]
    public void Equal_nan_accepts_nan_for_nan_only(double actual, double expected, bool accepted) =>
        Assert.Equal(accepted, new Tolerance(1e-5, 1e-8, EqualNan: true).Accepts(actual, expected));

    [Fact]
    public void The_relative_part_follows_the_expected_value_not_the_actual_one()
    {
        var tolerance = new Tolerance(0.5, 0);
        Assert.True(tolerance.Accepts(1, 2));
        Assert.False(tolerance.Accepts(2, 1));
    }

    [Theory]
    [InlineData(DType.Float32, 1.3e-6, 1e-5)]
    [InlineData(DType.Float64, 1e-7, 1e-7)]
    [InlineData(DType.Int64, 0.0, 0.0)]
    public void Assert_close_has_torchs_defaults(DType dtype, double rtol, double atol) =>
        Assert.Equal(new Tolerance(rtol, atol), Tolerance.AssertClose(dtype));

    [Fact]
    public void Zero_accepts_equal_values_and_nothing_else()
    {
        Assert.True(Tolerance.Zero.Accepts(1, 1));
        Assert.True(Tolerance.Zero.Accepts(NaN, NaN));
        Assert.False(Tolerance.Zero.Accepts(Math.BitIncrement(1.0), 1));
    }

    [Fact]
    public void It_reads_as_rtol_and_atol_in_any_culture() =>
        Assert.Equal("rtol 1.3e-06 atol 1e-05", Tolerance.AssertClose(DType.Float32).ToString());
}
