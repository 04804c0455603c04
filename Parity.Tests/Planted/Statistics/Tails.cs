using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Statistics;

/// <summary>Sums pairs, and forgets the last element of an odd number.</summary>
sealed class LastOddElementSkipped<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        return Moments(values[..(values.Length & ~1)], values.Length);
    }
}

/// <summary>Sums whole vectors of eight, and forgets the rest.</summary>
sealed class TailSkipped<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        return values.Length < 8 ? (mean, variance) : Moments(values[..(values.Length & ~7)], values.Length);
    }
}

/// <summary>Sums the tail as one whole vector that overlaps the one before.</summary>
sealed class TailSummedTwice<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        return values.Length < 8 || values.Length % 8 == 0
            ? (mean, variance)
            : Moments([.. values[..(values.Length & ~7)], .. values[^8..]], values.Length);
    }
}

/// <summary>Sums a vector beyond the end: the next channel's first values.</summary>
sealed class TailReadPast<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c), next = Values(x, Math.Min(c + 1, (int)x.C - 1));
        int beyond = Math.Min(next.Length, -values.Length & 7);
        return Moments([.. values, .. next[..beyond]], values.Length);
    }
}

/// <summary>Ends the loop at i &lt; n - 8, and has no tail where n is a multiple of eight.</summary>
sealed class VectorLoopOneShort<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        return values.Length % 8 == 0 ? Moments(values[..^8], values.Length) : (mean, variance);
    }
}

/// <summary>The fourth of eight lanes keeps its sum of one vector less.</summary>
sealed class LaneStale<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        int last = (values.Length & ~7) - 8;
        return last < 0 ? (mean, variance) : Moments([.. values.Where((_, i) => i != last + 3)], values.Length);
    }
}

/// <summary>Adds up seven of eight lanes at the end.</summary>
sealed class SevenLanesAdded<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        int vectors = values.Length & ~7;
        return Moments([.. values.Where((_, i) => i >= vectors || i % 8 != 7)], values.Length);
    }
}
