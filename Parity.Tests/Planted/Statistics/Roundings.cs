using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Statistics;

/// <summary>Float accumulators.</summary>
sealed class SumsInFloat<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        float sum = 0, squares = 0;
        double[] values = Values(x, c);
        foreach (double value in values)
            sum += (float)value;
        float average = sum / values.Length;
        foreach (double value in values)
            squares += ((float)value - average) * ((float)value - average);
        return (average, squares / values.Length);
    }
}

/// <summary>E[x²] - E[x]² in float.</summary>
sealed class OnePassInFloat<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        float sum = 0, squares = 0;
        foreach (double value in Values(x, c))
            (sum, squares) = (sum + (float)value, squares + (float)value * (float)value);
        float average = sum / x.ValuesPerChannel;
        return (average, Math.Max(0, squares / x.ValuesPerChannel - average * average));
    }
}

/// <summary>E[x²] - E[x]² in double.</summary>
sealed class OnePassInDouble<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double squares = Values(x, c).Sum(value => value * value);
        return (mean, Math.Max(0, squares / x.ValuesPerChannel - mean * mean));
    }
}

/// <summary>The mean is rounded to float before it is subtracted.</summary>
sealed class MeanInFloat<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double rounded = (float)mean;
        return (rounded, variance + (mean - rounded) * (mean - rounded));
    }
}

/// <summary>The variance is rounded to float.</summary>
sealed class VarianceInFloat<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, (float)variance);
}

/// <summary>The batch is summed in half precision's numbers.</summary>
sealed class InputThroughHalf<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        Moments([.. Values(x, c).Select(value => (double)(Half)value)]);
}
