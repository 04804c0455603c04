using Parity.Comparison;

namespace Parity.Tests.Comparison;

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
        Assert.True(Precision.Single.AddsExactly([]));
        Assert.True(Precision.Single.AddsExactly([0, -0.0]));
        Assert.True(Precision.Single.AddsExactly([1, 2, 3, -0.5]));
        Assert.True(Precision.Single.AddsExactly([1 << 23, 1]));
        Assert.False(Precision.Single.AddsExactly([1 << 24, 1]));
        Assert.True(Precision.Double.AddsExactly([1 << 24, 1]));
        Assert.False(Precision.Double.AddsExactly([1e16, 1]));
        Assert.True(Precision.Double.AddsExactly([double.Epsilon, 3 * double.Epsilon]));
        Assert.False(Precision.Double.AddsExactly([1, double.NaN]));
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
        double lost = Math.Abs(sum - exact), running = SummationBounds.Running(values, null, Precision.Single, 1);
        Assert.InRange(lost, 0.9 * running, running);
        Assert.InRange(running, 0, SummationBounds.AnyOrder(values, Precision.Single));
    }

    [Fact]
    public void A_chain_that_starts_again_for_each_thread_has_a_bound_of_its_own()
    {
        double[] values = [1e6, 0.1, 0.1, -1e6, 0.1, 0.1];
        Assert.NotEqual(
            SummationBounds.Running(values, null, Precision.Single, 1),
            SummationBounds.Running(values, null, Precision.Single, 2));
    }
}
