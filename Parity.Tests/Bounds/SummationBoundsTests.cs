using Parity.Bounds;

namespace Parity.Tests.Bounds;

/// <summary>The depth of each order of additions: a bound is the depth's share of the absolute sum.</summary>
public sealed class SummationBoundsTests
{
    static readonly double u = Precision.Single.Unit;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(100, 99)]
    public void A_chain_in_any_order_is_as_deep_as_it_has_additions(int count, int depth) =>
        Assert.Equal(Deep(depth, count), SummationBounds.AnyOrder(Summands.Of(Values(count)), Precision.Single));

    [Theory]
    [InlineData(8, 7)]
    [InlineData(53, 52)]
    [InlineData(54, 53)]
    [InlineData(56, 54)]
    [InlineData(400, 140)]
    public void Lanes_are_a_quarter_as_deep_beyond_some_length(int count, int depth)
    {
        Assert.Equal(depth, SummationBounds.LaneDepth(count));
        Assert.Equal(Deep(depth, count), SummationBounds.Lanes(Summands.Of(Values(count)), Precision.Single));
    }

    [Theory]
    [InlineData(3, 196)]
    [InlineData(1000, 4032064)]
    public void A_compensated_sum_lacks_what_grows_with_the_square_of_its_length_and_of_a_rounding(int count, double times)
    {
        double loss = times * Precision.Double.Unit * Precision.Double.Unit;
        Assert.Equal(loss, SummationBounds.CompensatedLoss(count));
        Assert.Equal(loss * 0.1 * count, SummationBounds.Compensated(Summands.Of(Values(count))), 1e-12 * loss * count);
        Assert.Equal(0, SummationBounds.Compensated(Summands.Of([1, 2, 4])));
        Assert.Equal(double.PositiveInfinity, SummationBounds.Compensated(Summands.Of([0.991 * double.MaxValue])));
        Assert.True(double.IsFinite(SummationBounds.Compensated(Summands.Of([0.99 * double.MaxValue]))));
    }

    [Theory]
    [InlineData(8, 7)]
    [InlineData(9, 8)]
    [InlineData(10, 9)]
    [InlineData(11, 9)]
    [InlineData(80, 18)]
    public void The_lanes_of_a_plane_are_an_eighth_as_deep(int plane, int depth)
    {
        Assert.Equal(depth, SummationBounds.PlaneDepth(plane));
        double rows = 3 * Precision.Double.Unit * 3 * plane * 0.1 / (1 - 3 * Precision.Double.Unit);
        Assert.Equal(Deep(depth, 3 * plane) + rows, SummationBounds.PlaneLanes(Summands.Of(Values(3 * plane)), 3, Precision.Single), 1e-20);
    }

    // Vectors of 8, 16 or 32 values: the deepest of vectors side by side, and of what is left of each row one by one.
    [Theory]
    [InlineData(31, 1, 30)]
    [InlineData(48, 2, 47)]
    [InlineData(126, 2, 63)]
    [InlineData(132, 4, 37)]
    [InlineData(100, 100, 99)]
    [InlineData(320, 10, 85)]
    [InlineData(400, 1, 105)]
    public void Planes_of_half_the_bits_are_as_deep_as_the_worst_vector(int count, int rows, int depth)
    {
        Assert.Equal(depth, SummationBounds.HalfPlaneDepth(count, rows));
        Assert.Equal(Deep(depth, count), SummationBounds.HalfPlanes(Summands.Of(Values(count)), rows, Precision.Single));
    }

    // Four chains of levels of 16: as many levels as the length has hexadecimal digits.
    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(16, 1, 15)]
    [InlineData(200, 1, 52)]
    [InlineData(256, 1, 52)]
    [InlineData(257, 1, 68)]
    [InlineData(4096, 1, 68)]
    [InlineData(5000, 1, 84)]
    [InlineData(65536, 1, 84)]
    [InlineData(1 << 20, 1, 32 * 4 + 20)]
    [InlineData(400, 4, 68)]
    [InlineData(400, 20, 72)]
    [InlineData(400, 300, 336)]
    [InlineData(400, 400, 399)]
    public void A_cascade_is_as_deep_as_its_levels_and_the_rows_after_them(int count, int rows, int depth)
    {
        double bound = SummationBounds.Cascade(Summands.Of(Values(count)), rows, Precision.Single);
        Assert.Equal(depth, bound / (u * (0.1 * count + bound)), 1e-6 * depth);
    }

    [Fact]
    public void A_sum_that_may_overflow_has_no_bound()
    {
        Assert.Equal(double.PositiveInfinity, SummationBounds.AnyOrder(Summands.Of([2e38, 2e38]), Precision.Single));
        Assert.InRange(SummationBounds.AnyOrder(Summands.Of([1e38, 2.00000001e38]), Precision.Single), 1e30, 1e32);
        Assert.Equal(double.PositiveInfinity, SummationBounds.Running(Summands.Of([2e38, 1.5e38]), null, Precision.Single, 1));
        Assert.Equal(double.PositiveInfinity, SummationBounds.Running(Summands.Of([1e38, 0.1, -1e38]), _ => 1.2e38, Precision.Single, 1));
        double most = 0.99 * Precision.Single.Largest;
        Assert.Equal(0, SummationBounds.AnyOrder(Summands.Of([most]), Precision.Single));
        Assert.Equal(0, SummationBounds.Running(Summands.Of([most]), null, Precision.Single, 1));
        Assert.True(double.IsFinite(SummationBounds.Running(Summands.Of([2e38, 0.1, -2e38, 2e38]), null, Precision.Single, 1)));
        // Each addition of nearly nothing may lose u of the sum, and a hundred of them more than a millionth.
        Assert.Equal(double.PositiveInfinity, SummationBounds.Running(Summands.Of([most * (1 - 1e-6), .. Values(100)]), null, Precision.Single, 1));
    }

    [Fact]
    public void A_running_sum_loses_u_times_its_partial_sums()
    {
        // Partial sums 0.5, 0.9, 0.2, and each loss counts for the ones after it.
        double[] values = [0.3, 0.2, 0.4, -0.7];
        double first = u * 0.5, second = u * (0.9 + first), third = u * (0.2 + first + second);
        Assert.Equal(first + second + third, SummationBounds.Running(Summands.Of(values), null, Precision.Single, 1), 1e-18);
    }

    [Fact]
    public void What_the_values_may_be_off_by_adds_to_the_partial_sums()
    {
        double first = u * (0.5 + 0.02), second = u * (0.9 + 0.03 + first);
        Assert.Equal(first + second, SummationBounds.Running(Summands.Of([0.3, 0.2, 0.4]), _ => 0.01, Precision.Single, 1), 1e-18);
        // Values that add exactly do so only if they are not off.
        Assert.Equal(0, SummationBounds.Running(Summands.Of([1, 2, 3]), null, Precision.Single, 1));
        Assert.True(SummationBounds.Running(Summands.Of([1, 2, 3]), _ => 0.01, Precision.Single, 1) > 0);
    }

    [Theory]
    [InlineData(1, 0.1 + 0.2 + 0.3 + 0.4 + 0.5 - 0.1)]
    [InlineData(2, 0.2 + 0.3 + 0.2)]
    [InlineData(3, 0.2 + 0.2)]
    [InlineData(5, 0)]
    public void Each_thread_starts_a_chain_of_its_own(int threads, double partialSums)
    {
        double bound = SummationBounds.Running(Summands.Of([0.1, 0.1, 0.1, 0.1, 0.1]), null, Precision.Single, threads);
        Assert.Equal(u * partialSums, bound, 1e-12);
    }

    static double[] Values(int count) => [.. Enumerable.Repeat(0.1, count)];

    static double Deep(int depth, int count)
    {
        double size = 0;
        foreach (double value in Values(count))
            size += value;
        return depth * u / (1 - depth * u) * size;
    }
}
