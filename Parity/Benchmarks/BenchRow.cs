namespace Parity.Benchmarks;

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
