using System.Globalization;
using Parity.Reports;

namespace Parity.Benchmarks;

/// <summary>A bench's report as tables of 80 columns.</summary>
static class BenchText
{
    const int LabelWidth = 27;

    /// <summary>Writes the report.</summary>
    public static void Write(TextWriter output, BenchReport report)
    {
        WriteHead(output, report.Oracle, report.Environment);
        output.WriteLine(Text($"rounds   {report.Rounds}"));
        foreach (IReadOnlyList<BenchRow> block in report.Blocks())
        {
            BenchRow first = block[0];
            string title = $"{first.Kernel} {first.Mode} {Counted(first.Threads, "thread")}{(first.Dtype == "float32" ? "" : " f64")}";
            output.WriteLine();
            output.WriteLine($"{title,-LabelWidth}  ratio    quartiles    best  ns/elem   GB/s  copy");
            foreach (BenchRow row in block)
                output.WriteLine(Line(row));
            output.WriteLine(Text($"{"geometric mean",-LabelWidth} {Ratio(BenchSummary.Of(block).GeometricMean),6}"));
            output.WriteLine(Text($"{"lowest",-LabelWidth} {Ratio(BenchSummary.Of(block).Lowest),6}  {BenchSummary.Of(block).LowestAt}"));
        }

        output.WriteLine();
        output.WriteLine(
            """
            ratio     the oracle's median time over the kernel's: above 1, the kernel wins
            quartiles of the ratios of single rounds; far apart, something else was running
            best      fastest call of the oracle over the kernel's, which nothing disturbed
            GB/s      what must be read and written at least: input, grad_output, result
            copy      the kernel's speed as a share of a plain copy of the input's
            """);
        foreach (string failure in report.Failures)
            output.WriteLine($"FAILED  {failure}");
    }

    /// <summary>Writes against whom, and where.</summary>
    public static void WriteHead(TextWriter output, OracleIdentity oracle, RunEnvironment environment)
    {
        output.WriteLine($"against  {oracle.Name} {oracle.Version}");
        output.WriteLine($"on       {environment.Cpu}");
        output.WriteLine($"         {environment.Simd}, {environment.Dotnet}, {environment.Os}");
    }

    /// <summary>How many of a thing, as <c>2 threads</c>.</summary>
    public static string Counted(int count, string thing) => count == 1 ? $"1 {thing}" : Text($"{count} {thing}s");

    /// <summary>Numbers as they are written everywhere.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Line(BenchRow row)
    {
        string quartiles = $"{Ratio(row.RatioQuartiles[0])} - {Ratio(row.RatioQuartiles[2])}";
        return Text($"{BenchSummary.Label(row),-LabelWidth} {Ratio(row.Ratio),6} {quartiles,12} {Ratio(row.BestRatio),7} {row.NsPerElement,8:0.000} {row.GbPerSecond,6:0.0} {row.CopyShare * 100,3:0} %");
    }

    static string Ratio(double ratio) => ratio.ToString(ratio < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
