namespace Parity.Reports;

/// <summary>What a bench found; text and JSON are made from it.</summary>
public sealed record BenchReport
{
    /// <summary>Who the kernels were compared with.</summary>
    public required OracleIdentity Oracle { get; init; }

    /// <summary>Where; its threads are the most that were used.</summary>
    public required RunEnvironment Environment { get; init; }

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

/// <summary>One kernel against the oracle in one mode, on one shape and number of threads.</summary>
public sealed record BenchRow
{
    /// <summary>Key of the kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>train, eval or backward.</summary>
    public required string Mode { get; init; }

    /// <summary>Such as <c>32x64x56x56</c>.</summary>
    public required string Shape { get; init; }

    /// <summary>contiguous or channels_last.</summary>
    public required string Layout { get; init; }

    /// <summary>Element type.</summary>
    public required string Dtype { get; init; }

    /// <summary>Threads of kernel, oracle and copy.</summary>
    public required int Threads { get; init; }

    /// <summary>Median nanoseconds of the kernel's call.</summary>
    public required double KernelNs { get; init; }

    /// <summary>Median nanoseconds of the oracle's call.</summary>
    public required double OracleNs { get; init; }

    /// <summary>Median nanoseconds of a plain copy of the input.</summary>
    public required double CopyNs { get; init; }

    /// <summary>The oracle's median over the kernel's: above 1 the kernel is faster.</summary>
    public required double Ratio { get; init; }

    /// <summary>Lower quartile, median and upper quartile of the ratios of single rounds.</summary>
    public required IReadOnlyList<double> RatioQuartiles { get; init; }

    /// <summary>The oracle's fastest call over the kernel's fastest.</summary>
    public required double BestRatio { get; init; }

    /// <summary>The kernel's nanoseconds for each element of the input.</summary>
    public required double NsPerElement { get; init; }

    /// <summary>Bytes that the mode must at least read and write, over the kernel's time.</summary>
    public required double GbPerSecond { get; init; }

    /// <summary>The time of a plain copy of the input over the kernel's: 1 is as fast as a copy.</summary>
    public required double CopyShare { get; init; }
}

/// <summary>The rows of one kernel, mode, element type and number of threads in two numbers.</summary>
/// <param name="Kernel">Key of the kernel.</param>
/// <param name="Mode">train, eval or backward.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Threads">Threads of kernel and oracle.</param>
/// <param name="GeometricMean">Geometric mean of the ratios over the shapes.</param>
/// <param name="Lowest">Lowest ratio.</param>
/// <param name="LowestAt">Its shape and layout.</param>
public sealed record BenchSummary(
    string Kernel, string Mode, string Dtype, int Threads, double GeometricMean, double Lowest, string LowestAt)
{
    /// <summary>The summary of rows that differ in shape and layout only.</summary>
    public static BenchSummary Of(IReadOnlyList<BenchRow> rows)
    {
        BenchRow first = rows[0], lowest = rows.MinBy(row => row.Ratio)!;
        double mean = Math.Exp(rows.Average(row => Math.Log(row.Ratio)));
        return new(first.Kernel, first.Mode, first.Dtype, first.Threads, mean, lowest.Ratio, Label(lowest));
    }

    /// <summary>A row's shape and layout, as the option takes them.</summary>
    public static string Label(BenchRow row) => row.Layout == "contiguous" ? row.Shape : $"{row.Shape}/{row.Layout}";
}
