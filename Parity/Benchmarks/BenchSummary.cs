namespace Parity.Benchmarks;

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
