using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Statistics;

/// <summary>Statistics of the first sample only, as instance normalisation has them.</summary>
sealed class StatisticsOfBatchZero<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        Moments(Values(x, c)[..(int)(x.H * x.W)]);
}

/// <summary>Statistics over all dimensions, the same for every channel.</summary>
sealed class StatisticsOfEverything<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        NchwSpan<T> all = x;
        double[][] channels = new double[x.C][];
        for (int k = 0; k < channels.Length; k++)
            channels[k] = Values(all, k);
        return Moments([.. channels.SelectMany(values => values)]);
    }
}

/// <summary>Reduces N and W, and forgets H.</summary>
sealed class StatisticsOfFirstRow<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        int width = (int)x.W, plane = (int)(x.H * x.W);
        return Moments([.. Values(x, c).Where((_, i) => i % plane < width)]);
    }
}

/// <summary>Reduces the batch only, not the plane.</summary>
sealed class StatisticsOfFirstPosition<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        int plane = (int)(x.H * x.W);
        return Moments([.. Values(x, c).Where((_, i) => i % plane == 0)]);
    }
}

/// <summary>Every channel is divided by the first one's deviation.</summary>
sealed class VarianceOfFirstChannel<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, Moments(Values(x, 0)).Variance);
}

/// <summary>The mean of one channel too early.</summary>
sealed class MeanOfPreviousChannel<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double previous = Moments(Values(x, Math.Max(0, c - 1))).Mean;
        return (previous, variance + (mean - previous) * (mean - previous));
    }
}
