using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;
using Parity.Tests.Tensors;

namespace Parity.Tests.Runs;

public sealed class ErrorSampleTests
{
    [Theory]
    [InlineData(new[] { 1f, 2f }, new[] { 1d, 2d }, 0)]
    [InlineData(new[] { 1f, 2f }, new[] { 1.0000001, 2d }, 1)]
    [InlineData(new[] { 1f, float.NaN }, new[] { 1d, double.NaN }, 0)]
    [InlineData(new[] { 1f, float.NaN }, new[] { 1d, 2d }, long.MaxValue)]
    [InlineData(new[] { float.PositiveInfinity }, new[] { 1e300 }, 0)]
    [InlineData(new float[0], new double[0], 0)]
    public void The_largest_distance_counts_in_the_tensors_own_type(float[] values, double[] exact, long distance)
    {
        Assert.Equal(distance, Sample(
            DenseTensor.From<float>(values, values.Length), DenseTensor.From<double>(exact, exact.Length)).Largest);
    }

    [Fact]
    public void Doubles_and_counters_are_measured_in_their_own_type()
    {
        DenseTensor one = DenseTensor.From<double>([1.0], 1), next = DenseTensor.From<double>([Math.BitIncrement(1.0)], 1);
        Assert.Equal(1, Sample(next, one).Largest);
        Assert.Equal(3, Sample(DenseTensor.Scalar(7), DenseTensor.Scalar(4)).Largest);
    }

    [Fact]
    public void Elements_are_counted_by_bucket_and_the_first_of_the_worst_places_the_tensor()
    {
        float next = MathF.BitIncrement(1f), far = 1f + 8 * (next - 1f);
        ErrorSample sample = Sample(
            DenseTensor.From<float>([1f, next, far, far], 4),
            DenseTensor.From<double>([1.0, 1.0, 1.0, 1.0], 4),
            [0, 0, 3 * (next - 1.0), 0],
            position => 10 + position);
        Assert.Equal([1, 1, 0, 0, 2], sample.Elements);
        Assert.Equal((12, 8L), (sample.Column, sample.Largest));
        // Below 1 values are twice as dense.
        Assert.Equal(UlpScale.Bucket(6), sample.Bound);
    }

    [Fact]
    public void A_bound_of_infinity_allows_any_distance() =>
        Assert.Equal(UlpScale.Infinite, Sample(DenseTensor.From<float>([1f], 1), DenseTensor.From<double>([1.0], 1), [double.PositiveInfinity], _ => 0).Bound);

    [Fact]
    public void Without_elements_there_is_nothing_to_count() =>
        Assert.Empty(Sample(DenseTensor.From<float>([], 0), DenseTensor.From<double>([], 0)).Elements);

    static ErrorSample Sample(DenseTensor values, DenseTensor exact) => Sample(values, exact, new double[values.Count], _ => 0);

    static ErrorSample Sample(DenseTensor values, DenseTensor exact, double[] bounds, Func<int, int> column) =>
        ErrorSample.Of(new(values), new(exact), UlpTests.PlacesOf(values.DType, exact.ToDouble()), bounds, column);
}
