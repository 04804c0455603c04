using Parity.Cases;
using Parity.Runs;

namespace Parity.Tests.Runs;

public sealed class ExactDistanceTests
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
        Assert.Equal(distance, ExactDistance.Largest(
            DenseTensor.From<float>(values, values.Length), DenseTensor.From<double>(exact, exact.Length)));
    }

    [Fact]
    public void Doubles_and_counters_are_measured_in_their_own_type()
    {
        DenseTensor one = DenseTensor.From<double>([1.0], 1), next = DenseTensor.From<double>([Math.BitIncrement(1.0)], 1);
        Assert.Equal(1, ExactDistance.Largest(next, one));
        Assert.Equal(3, ExactDistance.Largest(DenseTensor.Scalar(7), DenseTensor.Scalar(4)));
    }
}
