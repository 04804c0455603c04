using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Statistics;

/// <summary>Leaves NaN out of the statistics.</summary>
sealed class NanSkippedInSums<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] numbers = [.. Values(x, c).Where(value => !double.IsNaN(value))];
        return numbers.Length == x.ValuesPerChannel || numbers.Length == 0 ? (mean, variance) : Moments(numbers);
    }
}

/// <summary>Sums ∞ as the largest float.</summary>
sealed class InfinityClippedInSums<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        return values.Any(double.IsInfinity)
            ? Moments([.. values.Select(value => Math.Clamp(value, -float.MaxValue, float.MaxValue))])
            : (mean, variance);
    }
}

/// <summary>Sums subnormal values as zero.</summary>
sealed class InputFlushedToZero<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        return values.Any(SubnormalNumber.Is<T>)
            ? Moments([.. values.Select(value => SubnormalNumber.Is<T>(value) ? 0 : value)])
            : (mean, variance);
    }
}
