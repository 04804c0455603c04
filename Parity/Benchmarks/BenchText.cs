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
        RunEnvironment environment = report.Environment;
        output.WriteLine($"against  {report.Oracle.Name} {report.Oracle.Version}");
        output.WriteLine($"on       {environment.Cpu}");
        output.WriteLine($"         {environment.Simd}, {environment.Dotnet}, {environment.Os}");
        output.WriteLine(Text($"rounds   {report.Rounds}"));
        foreach (IReadOnlyList<BenchRow> block in report.Blocks())
        {
            BenchRow first = block[0];
            string title = $"{first.Kernel} {first.Mode} {Threads(first.Threads)}{(first.Dtype == "float32" ? "" : " f64")}";
            output.WriteLine();
            output.WriteLine($"{title,-LabelWidth}  ratio    quartiles  ns/elem  oracle   GB/s  copy");
            foreach (BenchRow row in block)
                output.WriteLine(Line(row));
            output.WriteLine(Text($"{"geometric mean",-LabelWidth} {BenchSummary.Of(block).GeometricMean,6:0.00}"));
            output.WriteLine(Text($"{"lowest",-LabelWidth} {BenchSummary.Of(block).Lowest,6:0.00}  {BenchSummary.Of(block).LowestAt}"));
        }

        output.WriteLine();
        output.WriteLine(
            """
            ratio     median time of the oracle over the kernel's: above 1 the kernel is faster
            quartiles of the ratios of single rounds
            GB/s      what must be read and written at least: input, grad_output, result
            copy      the kernel's speed as a share of a plain copy of the input's
            """);
        foreach (string failure in report.Failures)
            output.WriteLine($"FAILED  {failure}");
    }

    static string Line(BenchRow row)
    {
        string quartiles = Text($"{row.RatioQuartiles[0]:0.00} - {row.RatioQuartiles[2]:0.00}");
        double oracle = row.OracleNs / row.KernelNs * row.NsPerElement;
        return Text($"{BenchSummary.Label(row),-LabelWidth} {row.Ratio,6:0.00} {quartiles,12} {row.NsPerElement,8:0.000} {oracle,7:0.000} {row.GbPerSecond,6:0.0} {row.CopyShare * 100,3:0} %");
    }

    static string Threads(int threads) => threads == 1 ? "1 thread" : Text($"{threads} threads");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
