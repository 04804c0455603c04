using Parity.Reports;

namespace Parity.Benchmarks;

/// <summary>What a bench found; text and JSON are made from it.</summary>
public sealed record BenchReport
{
    /// <summary>Who the kernels were compared with.</summary>
    public required OracleIdentity Oracle { get; init; }

    /// <summary>Where; its threads are the most that were used.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>What the oracle's allocator did with freed memory: <c>own</c> or <c>kept</c>.</summary>
    public required string OracleMemory { get; init; }

    /// <summary>Rounds behind every row.</summary>
    public required int Rounds { get; init; }

    /// <summary>The rows, by shape.</summary>
    public required IReadOnlyList<BenchRow> Rows { get; init; }

    /// <summary>What was not timed because the answer was wrong.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>The rows of each kernel, mode, element type and number of threads.</summary>
    public IReadOnlyList<BenchSummary> Summary => [.. Blocks().Select(BenchSummary.Of)];

    /// <summary>Rows that differ in shape and layout only, as a table shows them.</summary>
    internal IEnumerable<IReadOnlyList<BenchRow>> Blocks() =>
        Rows.GroupBy(row => (row.Kernel, row.Dtype, row.Mode, row.Threads)).Select(group => group.ToList());
}
