using System.Diagnostics;

namespace Parity.Benchmarks;

/// <summary>The clock of a bench; a <see cref="TimeSpan"/> would round to 100 ns.</summary>
static class Nanoseconds
{
    /// <summary>A moment.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Nanoseconds from a moment to now.</summary>
    public static double Since(long moment) => (Stopwatch.GetTimestamp() - moment) * (1e9 / Stopwatch.Frequency);
}
