using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class TensorComparisonTests
{
    static readonly Tolerance tolerance = new(1e-6, 1e-6, EqualNan: true);

    [Fact]
    public void Equal_tensors_have_no_mismatch_and_no_distance()
    {
        TensorComparison same = Compare([1, -2, 3], [1, -2, 3]);
        Assert.Equal((0, -1, true, true), (same.Mismatches, same.First, same.Allclose, same.AssertClose));
        Assert.Equal((0.0, 0.0, 0L), (same.MaxAbs, same.MaxRel, same.MaxUlp));
        Assert.Null(same.VacuousBecause);
    }

    [Fact]
    public void Mismatches_are_counted_and_the_first_and_the_worst_are_located()
    {
        TensorComparison wrong = Compare([1, 2.001f, 3, 5], [1, 2, 3, 4]);
        Assert.Equal((2, 1, 3), (wrong.Mismatches, wrong.First, wrong.Worst));
        Assert.False(wrong.Allclose);
        Assert.False(wrong.AssertClose);
        Assert.Equal(1.0, wrong.MaxAbs);
        Assert.Equal(0.25, wrong.MaxRel);
        Assert.Equal(Ulp.Distance(5f, 4f), wrong.MaxUlp);
    }

    [Fact]
    public void The_worst_element_is_the_one_furthest_beyond_its_allowance()
    {
        // A smaller difference beside a smaller expected value is worse.
        Assert.Equal(0, Compare([1e-4f, 1000.01f], [0, 1000]).Worst);
    }

    [Fact]
    public void Differences_within_the_tolerance_still_locate_the_largest()
    {
        TensorComparison near = Compare([1, 2.0000002f], [1, 2]);
        Assert.Equal((0, 1, 1L), (near.Mismatches, near.Worst, near.MaxUlp));
    }

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(1f, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(1f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity)]
    public void A_special_value_on_one_side_is_a_mismatch_and_the_worst(float actual, float expected)
    {
        TensorComparison wrong = Compare([1, actual, 9], [1, expected, 3]);
        Assert.Equal(2, wrong.Mismatches);
        Assert.Equal(1, wrong.Worst);
        Assert.False(wrong.Allclose);
    }

    [Fact]
    public void Nan_on_both_sides_agrees_but_not_under_torchs_defaults()
    {
        TensorComparison both = Compare([1, float.NaN], [1, float.NaN]);
        Assert.Equal((0, false, false), (both.Mismatches, both.Allclose, both.AssertClose));
        Assert.Equal((0.0, 0L), (both.MaxAbs, both.MaxUlp));
    }

    [Theory]
    [InlineData(new float[0], "there are no elements")]
    [InlineData(new[] { 0f, -0f }, "every expected value is zero")]
    [InlineData(new[] { float.NaN, float.NaN }, "every expected value is NaN")]
    [InlineData(new[] { 0f, float.NaN }, null)]
    [InlineData(new[] { 0f, 1f }, null)]
    public void What_could_not_have_failed_is_vacuous(float[] expected, string? because) =>
        Assert.Equal(because, Compare(expected, expected).VacuousBecause);

    [Fact]
    public void Without_elements_nothing_is_located() =>
        Assert.Equal((-1, -1, 0), Compare([], []) is var none ? (none.First, none.Worst, none.Mismatches) : default);

    [Fact]
    public void Of_equal_differences_the_first_is_the_worst() =>
        Assert.Equal(1, Compare([1, 3, 3], [1, 2, 2]).Worst);

    [Fact]
    public void Equal_infinities_are_no_distance() =>
        Assert.Equal((0.0, 0.0, 0L), Compare([float.PositiveInfinity], [float.PositiveInfinity]) is var same ? (same.MaxAbs, same.MaxRel, same.MaxUlp) : default);

    [Fact]
    public void A_difference_of_just_what_is_allowed_is_no_mismatch()
    {
        TensorComparison edge = TensorComparison.Compare(
            DenseTensor.From<float>([1.5f], 1), DenseTensor.From<float>([1f], 1), new Tolerance(0, 0.5));
        Assert.Equal((0, 1.0), (edge.Mismatches, edge.WorstShare));
        TensorComparison half = TensorComparison.Compare(
            DenseTensor.From<float>([1.25f], 1), DenseTensor.From<float>([1f], 1), new Tolerance(0, 0.5));
        Assert.Equal(0.5, half.WorstShare);
    }

    [Fact]
    public void A_nan_on_one_side_is_the_largest_difference_and_on_both_none()
    {
        Assert.True(double.IsNaN(Compare([float.NaN], [1]).MaxAbs));
        Assert.True(double.IsNaN(Compare([1], [float.NaN]).MaxAbs));
        Assert.Equal(0, Compare([float.NaN], [float.NaN]).WorstShare);
    }

    [Fact]
    public void A_counter_of_zero_is_not_vacuous_and_one_more_is_a_mismatch()
    {
        Assert.Null(TensorComparison.Compare(DenseTensor.Scalar(0), DenseTensor.Scalar(0), Tolerance.Zero).VacuousBecause);
        TensorComparison wrong = TensorComparison.Compare(DenseTensor.Scalar(8), DenseTensor.Scalar(7), Tolerance.Zero);
        Assert.Equal((1, 1L), (wrong.Mismatches, wrong.MaxUlp));
    }

    [Fact]
    public void Another_shape_or_type_cannot_be_compared()
    {
        DenseTensor three = DenseTensor.From<float>([1, 2, 3], 3);
        var error = Assert.Throws<ArgumentException>(() =>
            TensorComparison.Compare(three, DenseTensor.From<float>([1, 2, 3], 1, 3), tolerance));
        Assert.Equal("float32 [3] cannot be compared with float32 [1, 3]", error.Message);
        Assert.Throws<ArgumentException>(() =>
            TensorComparison.Compare(three, DenseTensor.From<double>([1, 2, 3], 3), tolerance));
    }

    [Fact]
    public void Doubles_are_counted_in_their_own_ulp()
    {
        TensorComparison near = TensorComparison.Compare(
            DenseTensor.From<double>([Math.BitIncrement(1.0)], 1), DenseTensor.From<double>([1.0], 1), tolerance);
        Assert.Equal(1, near.MaxUlp);
    }

    static TensorComparison Compare(float[] actual, float[] expected) => TensorComparison.Compare(
        DenseTensor.From<float>(actual, actual.Length), DenseTensor.From<float>(expected, expected.Length), tolerance);
}
