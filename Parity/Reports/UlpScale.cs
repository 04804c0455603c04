using System.Numerics;

namespace Parity.Reports;

/// <summary>The fixed buckets that errors in ULP are counted in: 0, 1, 2, 3-4, 5-8, and on by powers of two; the last is infinity.</summary>
public static class UlpScale
{
    /// <summary>The bucket of what is infinitely far: a number against NaN.</summary>
    public const int Infinite = 65;

    /// <summary>The bucket of a distance.</summary>
    public static int Bucket(long ulp) => ulp switch
    {
        0 => 0,
        long.MaxValue => Infinite,
        _ => 65 - BitOperations.LeadingZeroCount((ulong)ulp - 1),
    };

    /// <summary>The largest distance of a bucket.</summary>
    public static long Largest(int bucket) => bucket switch
    {
        0 => 0,
        64 => long.MaxValue - 1,
        Infinite => long.MaxValue,
        _ => 1L << (bucket - 1),
    };
}
