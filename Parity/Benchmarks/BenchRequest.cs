using Parity.Cases;
using Parity.Oracles;
using Parity.Reference.Kernels;

namespace Parity.Benchmarks;

/// <summary>What a bench is to time.</summary>
public sealed record BenchRequest
{
    /// <summary>The shapes, in the order of the report.</summary>
    public required IReadOnlyList<BatchNormCase> Shapes { get; init; }

    /// <summary>The kernels.</summary>
    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>The modes.</summary>
    public required IReadOnlyList<BenchMode> Modes { get; init; }

    /// <summary>Thread counts, each given to kernel, oracle and copy alike.</summary>
    public required IReadOnlyList<int> Threads { get; init; }

    /// <summary>Rounds of kernel, oracle and copy.</summary>
    public required int Rounds { get; init; }

    /// <summary>Who kernels are compared with.</summary>
    public required IBenchOracle Oracle { get; init; }

    /// <summary>What the oracle's allocator does with freed memory.</summary>
    public OracleMemory OracleMemory { get; init; }

    /// <summary>Told before each row what is about to be timed, and how much is done of how much.</summary>
    public Action<string, int, int>? Progress { get; init; }
}
