using Parity.Cases;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>What a run is asked to do.</summary>
public sealed record RunRequest
{
    /// <summary>The trials that are still to be judged, in order; drawn while the run goes on.</summary>
    public required IEnumerable<Trial> Trials { get; init; }

    /// <summary>How many cases there are, with those that the journal has.</summary>
    public required int Cases { get; init; }

    /// <summary>Which part of a larger run this is; null for a whole one.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Where results are kept as they come, with those of the cases before <see cref="Trials"/>; null to keep none.</summary>
    public Journal? Journal { get; init; }

    /// <summary>Seed that the trials were drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>Kernels under test.</summary>
    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>Who decides.</summary>
    public required IOracle Oracle { get; init; }

    /// <summary>What the oracle made of bad uses, which is told and judged with the cases; null where it was not asked.</summary>
    public DivergenceComparison? Divergences { get; init; }

    /// <summary>Largest number of threads that a kernel may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What follows the descriptor on a replay line, such as <c> --kernel simd</c>.</summary>
    public string ReplayOptions { get; init; } = "";

    /// <summary>Command line that shows a case of this run again.</summary>
    public string Replay(string descriptor) => $"./run.sh replay {descriptor}{ReplayOptions}";

    /// <summary>
    /// How long a case that the oracle lost waits for the signal that may have ended both. It reaches this process at
    /// about the same time.
    /// </summary>
    public TimeSpan SignalDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Told after every case: how many are done, and how many of them failed.</summary>
    public Action<int, int>? Progress { get; init; }
}
