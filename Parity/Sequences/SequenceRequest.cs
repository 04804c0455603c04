using Parity.Oracles;
using Parity.Reference.Kernels;

namespace Parity.Sequences;

/// <summary>What a run of sequences is asked to do.</summary>
public sealed record SequenceRequest
{
    /// <summary>How many sequences to draw.</summary>
    public required int Count { get; init; }

    /// <summary>Seed that they are drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>Kernels under test.</summary>
    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>Who decides.</summary>
    public required ISequenceOracle Oracle { get; init; }

    /// <summary>Largest number of threads that a kernel may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told after every sequence: how many are done, and how many of them failed.</summary>
    public Action<int, int>? Progress { get; init; }
}
