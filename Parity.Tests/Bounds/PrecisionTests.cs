using Parity.Bounds;
using Parity.Tensors;

namespace Parity.Tests.Bounds;

public sealed class PrecisionTests
{
    [Fact]
    public void Half_an_ulp_follows_the_binade_down_to_the_subnormals()
    {
        Precision single = Precision.Single;
        Assert.Equal(Math.ScaleB(1, -24), single.HalfUlp(1));
        Assert.Equal(Math.ScaleB(1, -24), single.HalfUlp(-1.99));
        Assert.Equal(Math.ScaleB(1, -25), single.HalfUlp(0.99));
        Assert.Equal(Math.ScaleB(1, -150), single.HalfUlp(0));
        Assert.Equal(Math.ScaleB(1, -150), single.HalfUlp(1e-44));
        Assert.Equal(double.PositiveInfinity, single.HalfUlp(1e39));
        Assert.Equal(double.PositiveInfinity, single.HalfUlp(double.NaN));
        Assert.Equal(Math.ScaleB(1, -53), Precision.Double.HalfUlp(1));
    }

    [Fact]
    public void Values_on_one_grid_add_exactly_and_others_do_not()
    {
        Assert.True(Precision.Single.AddsExactly(Summands.Of([])));
        Assert.True(Precision.Single.AddsExactly(Summands.Of([0, -0.0])));
        Assert.True(Precision.Single.AddsExactly(Summands.Of([1, 2, 3, -0.5])));
        Assert.True(Precision.Single.AddsExactly(Summands.Of([1 << 23, 1])));
        Assert.False(Precision.Single.AddsExactly(Summands.Of([1 << 24, 1])));
        Assert.True(Precision.Double.AddsExactly(Summands.Of([1 << 24, 1])));
        Assert.False(Precision.Double.AddsExactly(Summands.Of([1e16, 1])));
        Assert.True(Precision.Double.AddsExactly(Summands.Of([double.Epsilon, 3 * double.Epsilon])));
        Assert.False(Precision.Double.AddsExactly(Summands.Of([1, double.NaN])));
    }

    [Fact]
    public void The_largest_number_of_a_type_still_has_an_ulp()
    {
        Assert.Equal(Math.ScaleB(1, 103), Precision.Single.HalfUlp(float.MaxValue));
        Assert.Equal(Math.ScaleB(1, 970), Precision.Double.HalfUlp(double.MaxValue));
        Assert.Equal(Math.ScaleB(1, 119), Precision.BrainHalf.HalfUlp(Math.ScaleB(255, 120)));
        Assert.Equal(16, Precision.Half.HalfUlp(65504));
        Assert.Equal(double.PositiveInfinity, Precision.Half.HalfUlp(65505));
    }

    [Theory]
    [InlineData(DType.Float32, 1f / 16777216)]
    [InlineData(DType.Float64, 1.0 / 9007199254740992)]
    [InlineData(DType.BFloat16, 1.0 / 256)]
    [InlineData(DType.Float16, 1.0 / 2048)]
    public void A_unit_is_what_rounding_to_the_type_loses_at_most(DType dtype, double unit)
    {
        var precision = Precision.Of(dtype);
        Assert.Equal(unit, precision.Unit);
        // Halfway from 1 to the next number, rounding goes back to 1: to even.
        Assert.Equal(1, dtype.Round(1 + unit));
        Assert.NotEqual(1, dtype.Round(1 + 3 * unit));
        if (dtype == DType.Float64)
            return;
        Assert.Equal(0, dtype.Round(precision.Tiny));
        Assert.Equal(2 * precision.Tiny, dtype.Round(1.01 * precision.Tiny));
        Assert.Equal(precision.Largest, dtype.Round(precision.Largest));
    }

    [Fact]
    public void What_has_half_the_bits_is_computed_in_float32()
    {
        Assert.Same(Precision.Single, Precision.OfComputation(DType.BFloat16));
        Assert.Same(Precision.Single, Precision.OfComputation(DType.Float16));
        Assert.Same(Precision.Single, Precision.OfComputation(DType.Float32));
        Assert.Same(Precision.Double, Precision.OfComputation(DType.Float64));
    }

    [Theory]
    [InlineData(DType.Float64, 0.1, true)]
    [InlineData(DType.Float32, 0.1, false)]
    [InlineData(DType.Float32, 1.00000011920928955078125, true)]
    [InlineData(DType.Float16, 1.0009765625, true)]
    [InlineData(DType.Float16, 1.0078125, true)]
    [InlineData(DType.Float16, 1.00048828125, false)]
    [InlineData(DType.BFloat16, 1.0078125, true)]
    [InlineData(DType.BFloat16, 1.0009765625, false)]
    public void A_type_holds_what_rounding_leaves_alone(DType dtype, double value, bool held) =>
        Assert.Equal(held, Precision.Of(dtype).Holds(value));

    [Fact]
    public void Values_that_fill_the_significand_to_the_last_bit_no_longer_add_exactly()
    {
        // Together 2²⁴: nothing below that is lost, but a bound that is reached is not promised.
        Assert.False(Precision.Single.AddsExactly(Summands.Of([(1 << 24) - 1, 1])));
        Assert.True(Precision.Single.AddsExactly(Summands.Of([(1 << 24) - 2, 1])));
        Assert.True(Precision.Single.AddsExactly(Summands.Of([0, 1 << 23, 0, 1 << 22])));
        Assert.True(Precision.Double.AddsExactly(Summands.Of([Math.ScaleB(1, 1000), Math.ScaleB(1, 1000)])));
    }

    [Fact]
    public void Chains_of_float_additions_lose_no_more_than_their_bound_and_nearly_as_much()
    {
        // One and a half ulp of the sum, again and again: each addition rounds by half an ulp.
        double[] values = [1, .. Enumerable.Repeat((double)(MathF.BitIncrement(1) - 1) * 1.5, 200)];
        float sum = 0;
        double exact = 0;
        foreach (double value in values)
            (sum, exact) = (sum + (float)value, exact + value);
        double lost = Math.Abs(sum - exact), running = SummationBounds.Running(Summands.Of(values), null, Precision.Single, 1);
        Assert.InRange(lost, 0.9 * running, running);
        Assert.InRange(running, 0, SummationBounds.AnyOrder(Summands.Of(values), Precision.Single));
    }

    [Fact]
    public void A_chain_that_starts_again_for_each_thread_has_a_bound_of_its_own()
    {
        double[] values = [1e6, 0.1, 0.1, -1e6, 0.1, 0.1];
        Assert.NotEqual(
            SummationBounds.Running(Summands.Of(values), null, Precision.Single, 1),
            SummationBounds.Running(Summands.Of(values), null, Precision.Single, 2));
    }
}
