using Parity.Bounds;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Bounds;

/// <summary>What the bounds know of a channel, against sums over its values.</summary>
public sealed class ChannelSummaryTests
{
    [Theory]
    [InlineData("bn2d/5x3x2x4/seed=3", 20)]
    [InlineData("bn2d/5x3x4x2/channels_last/seed=3", 20)]
    [InlineData("bn1d/5x3x7/features_last/seed=3", 5)]
    [InlineData("bn1d/6x2/seed=3", 1)]
    public void Sums_are_those_of_the_channels_own_values(string descriptor, int chain)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        ChannelSummary[] channels = ChannelSummary.Of(trial);
        Assert.Equal(trial.Case.Channels, channels.Length);
        for (int channel = 0; channel < channels.Length; channel++)
        {
            ChannelSummary c = channels[channel];
            int[] positions = [.. Enumerable.Range(0, trial.Inputs.Input.Count).Where(i => trial.Case.Place(i).Channel == channel)];
            double[] x = [.. positions.Select(i => trial.Inputs.Input[i])], dy = [.. positions.Select(i => trial.Inputs.GradOutput[i])];
            double mean = x.Average();
            double[] deviations = [.. x.Select(v => v - mean)];
            Near(x.Sum(Math.Abs), c.SumAbs);
            Near(dy.Sum(), c.Sum);
            Near(dy.Sum(Math.Abs), c.SumAbsGrad);
            Near(mean, c.Mean);
            Near(deviations.Average(d => d * d), c.Variance);
            Near(1 / Math.Sqrt(c.Variance + trial.Case.Eps), c.InverseStd);
            Near(deviations.Sum(Math.Abs), c.SumAbsDeviation);
            Near(deviations.Max(Math.Abs), c.LargestDeviation);
            Near(deviations.Zip(dy, (d, g) => d * g).Sum(), c.Dot);
            Near(deviations.Zip(dy, (d, g) => Math.Abs(d * g)).Sum(), c.SumAbsDot);
            Assert.Equal((x.Length, x.Length / trial.Case.Shape[0], chain), (c.Count, c.Plane, c.Chain));
            Assert.Equal(x.Order(), c.X.ToArray().Order());
            Assert.Equal((trial.Inputs.Weight![channel], trial.Inputs.Bias![channel]), (c.Weight, c.Bias));
            Assert.Equal((trial.Inputs.RunningMean![channel], trial.Inputs.RunningVar![channel]), (c.RunningMean, c.RunningVar));
            Assert.False(c.IsExtreme);
        }
    }

    [Fact]
    public void What_a_module_does_not_have_is_neutral_or_not_a_number()
    {
        ChannelSummary bare = ChannelSummary.Of(CaseData.Generate(CaseDescriptor.Parse("bn1d/4x2/noaffine/notrack")))[0];
        Assert.Equal((1.0, 0.0), (bare.Weight, bare.Bias));
        Assert.Equal((double.NaN, double.NaN), (bare.RunningMean, bare.RunningVar));
        ChannelSummary given = ChannelSummary.Of(CaseData.Generate(CaseDescriptor.Parse("bn1d/4x2/eval")))[0];
        Assert.Equal((given.RunningMean, given.RunningVar), (given.Mean, given.Variance));
        Assert.True(given is { MeanIsDouble: true, VarianceIsDouble: true });
    }

    [Fact]
    public void An_empty_batch_has_no_channels() =>
        Assert.Empty(ChannelSummary.Of(CaseData.Generate(CaseDescriptor.Parse("bn1d/0x3"))));

    // The squares of 1e-150 and of 1e150 are still numbers, but too near the ends of the range for a bound.
    [Theory]
    [InlineData(1e-145, 0, true)]
    [InlineData(1e-139, 0, false)]
    [InlineData(1e144, 0, false)]
    [InlineData(1e146, 0, true)]
    [InlineData(1e-145, 1e-5, false)]
    public void Where_squares_leave_the_range_of_a_double_no_bound_is_known(double size, double eps, bool extreme)
    {
        BatchNormCase plain = CaseDescriptor.Parse("bn1d/2x1/f64");
        Trial trial = CaseData.Generate(plain);
        trial = trial with { Case = plain with { Eps = eps }, Inputs = trial.Inputs with { Input = DenseTensor.From<double>([size, -size], 2, 1) } };
        Assert.Equal(extreme, Assert.Single(ChannelSummary.Of(trial)).IsExtreme);
    }

    // Such values are scaled while they are added up.
    [Theory]
    [InlineData(600, 1, 3, true)]
    [InlineData(-600, 1, 3, true)]
    [InlineData(600, 1, 1.0000000000000002, false)]
    [InlineData(0, 1, 1.0000000000000002, false)]
    public void A_mean_that_is_a_double_is_known_to_be_one(int exponent, double one, double other, bool isDouble)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/2x1/f64"));
        double[] values = [Math.ScaleB(one, exponent), Math.ScaleB(other, exponent)];
        ChannelSummary c = Assert.Single(ChannelSummary.Of(trial with { Inputs = trial.Inputs with { Input = DenseTensor.From<double>(values, 2, 1) } }));
        Assert.Equal(isDouble, c.MeanIsDouble);
        Assert.Equal(Math.ScaleB((one + other) / 2, exponent), c.Mean);
    }

    // Every lane of four would overflow; in the order of the values no sum is beyond the first of them.
    [Theory]
    [InlineData(1e308, 1e-10)]
    [InlineData(1e200, 1e108)]
    public void Sums_that_may_overflow_are_added_in_the_order_of_the_values(double grad, double deviation)
    {
        const int Count = 32;
        double[] x = [.. Enumerable.Range(0, Count).Select(i => i % 4 < 2 ? deviation : -deviation)];
        double[] dy = [.. x.Select((value, i) => Math.CopySign(grad, i % 2 == 0 ? value : -value))];
        Trial trial = CaseData.Generate(CaseDescriptor.Parse($"bn1d/{Count}x1/f64"));
        trial = trial with { Inputs = trial.Inputs with { Input = DenseTensor.From<double>(x, Count, 1), GradOutput = DenseTensor.From<double>(dy, Count, 1) } };
        ChannelSummary c = Assert.Single(ChannelSummary.Of(trial));
        Assert.Equal((0.0, 0.0), (c.Sum, c.Dot));
        Assert.Equal(double.PositiveInfinity, Math.Max(c.SumAbsGrad, c.SumAbsDot));
    }

    static void Near(double expected, double actual) => Assert.InRange(actual, expected - 1e-9 * Math.Max(1, Math.Abs(expected)), expected + 1e-9 * Math.Max(1, Math.Abs(expected)));
}
