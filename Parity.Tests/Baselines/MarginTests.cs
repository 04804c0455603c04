using Parity.Reports;

namespace Parity.Tests.Baselines;

public sealed class MarginTests
{
    [Theory]
    [InlineData(0.1, 0.29, false)]
    [InlineData(0.1, 0.32, true)]
    [InlineData(0, 0.009, false)]
    [InlineData(0, 0.011, true)]
    public void A_worst_error_may_grow_by_a_factor_above_a_floor(double before, double after, bool grew) =>
        Assert.Equal(grew, Margin.WorstGrew(before, after));

    [Theory]
    [InlineData(0.01, 0.03, false)]
    [InlineData(0.01, 0.032, true)]
    [InlineData(0, 0.0009, false)]
    public void A_typical_error_may_grow_by_a_factor_above_a_lower_floor(double before, double after, bool grew) =>
        Assert.Equal(grew, Margin.TypicalGrew(before, after));

    [Theory]
    [InlineData(60, 58, 60, false)]
    [InlineData(60, 57, 60, true)]
    [InlineData(1000, 990, 1000, false)]
    [InlineData(1000, 989, 1000, true)]
    public void Agreement_may_fall_by_one_per_cent_or_two_tensors(int before, int after, int tensors, bool fell) =>
        Assert.Equal(fell, Margin.RateFell((double)before / tensors, (double)after / tensors, tensors));
}
