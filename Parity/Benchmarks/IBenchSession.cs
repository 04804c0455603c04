using Parity.Cases;

namespace Parity.Benchmarks;

/// <summary>A trial that lies in an oracle's own memory, to be timed there.</summary>
public interface IBenchSession : IDisposable
{
    /// <summary>What the oracle makes of the trial in a mode: <see cref="BenchModeNames.Makes"/>.</summary>
    BatchNormResult Answer(BenchMode mode, int threads);

    /// <summary>Nanoseconds of each of so many calls, measured around the library's own call and nothing else.</summary>
    IReadOnlyList<double> Time(BenchMode mode, int threads, int calls);
}
