using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Statistics;

/// <summary>Two threads add to one accumulator: from 64 values on, one part of four is lost.</summary>
sealed class LostUpdate<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        int part = values.Length / 4;
        return part < 16 ? (mean, variance) : Moments([.. values[..part], .. values[(2 * part)..]], values.Length);
    }
}

/// <summary>Merges the halves' squares, and leaves out how far apart their means are.</summary>
sealed class ChunksMergedWithoutShift<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double[] values = Values(x, c);
        int half = values.Length / 2;
        double[] first = values[..half], second = values[half..];
        double merged = Moments(first).Variance * first.Length + Moments(second).Variance * second.Length;
        return (mean, merged / values.Length);
    }
}

/// <summary>Averages the means of chunks of 16, the shorter last one like the others.</summary>
sealed class ChunkMeansUnweighted<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        double chunked = Values(x, c).Chunk(16).Average(chunk => chunk.Average());
        return (chunked, variance + (mean - chunked) * (mean - chunked));
    }
}

/// <summary>Starts each block of 1,024 one element late.</summary>
sealed class BlockStartSkipped<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        Moments([.. Values(x, c).Where((_, i) => i == 0 || i % 1024 != 0)], x.ValuesPerChannel);
}
