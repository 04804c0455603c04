using System.Numerics;
using System.Runtime.CompilerServices;

namespace Parity.Reports;

/// <summary>The fixed buckets that errors in ULP are counted in: 0, 1, 2, 3-4, 5-8, and on by powers of two; the last is infinity.</summary>
static class UlpScale
{
    /// <summary>The bucket of what is infinitely far: a number against NaN.</summary>
    public const int Infinite = 65;

    /// <summary>The bucket of a distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bucket(long ulp) =>
        ulp == 0 ? 0
        : ulp == long.MaxValue ? Infinite
        : 65 - BitOperations.LeadingZeroCount((ulong)ulp - 1);

    /// <summary>The largest distance of a bucket.</summary>
    public static long Largest(int bucket) => bucket switch
    {
        0 => 0,
        64 => long.MaxValue - 1,
        Infinite => long.MaxValue,
        _ => 1L << (bucket - 1),
    };
}

/// <summary>The fixed columns that |mean| / standard deviation of a channel is counted in: one for each factor of four.</summary>
static class ConditioningScale
{
    /// <summary>Number of columns.</summary>
    public const int Columns = 28;

    /// <summary>The column of a channel without a deviation: its mean is infinitely many deviations away, or it has none.</summary>
    public const int Constant = Columns - 1;

    const int LowestPower = -3;

    /// <summary>The column of a ratio; the first and the last but one are open.</summary>
    /// <remarks>By the exponent alone, so that it is the same on every machine.</remarks>
    public static int Column(double ratio) =>
        !double.IsFinite(ratio) ? Constant
        : ratio == 0 ? 0
        : Math.Clamp((int)Math.Floor(Math.ILogB(ratio) / 2.0) - LowestPower + 1, 0, Constant - 1);

    /// <summary>Where a column begins.</summary>
    public static double From(int column) => column == 0 ? 0 : Math.ScaleB(1, 2 * (column - 1 + LowestPower));

    /// <summary>A column in words: <c>16 to 64</c>.</summary>
    public static string Label(int column) => column switch
    {
        0 => $"below {Text(From(1))}",
        Constant => "no deviation",
        Constant - 1 => $"from {Text(From(column))}",
        _ => $"{Text(From(column))} to {Text(From(column + 1))}",
    };

    static string Text(double value) => value.ToString(value is >= 1e6 or < 1e-2 ? "0.0e+0" : "0.####", System.Globalization.CultureInfo.InvariantCulture);
}
