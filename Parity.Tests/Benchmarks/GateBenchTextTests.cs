using Parity.Benchmarks;
using Parity.Reports;

namespace Parity.Tests.Benchmarks;

/// <summary>What a bench of the gate says of numbers that are known.</summary>
public sealed class GateBenchTextTests
{
    static readonly GateReport measured = new(
        new OracleIdentity("torchsharp", "0.107.0", Live: true), new RunEnvironment("Linux x64", "Example CPU @ 2.50GHz", "AVX2", 2, ".NET 10.0.1"), 500,
        [
            new("any", 1, 412.4, 0.5, 1.25, 1_234_567, 345_678_901),
            new("half precision", 1, 0.2, 0.004, 0.004, 800, 1_600_000),
            new("any", 2, 1234.4, 0.625, 2, 1_000_000, 400_000_000),
        ],
        Failed: 0);

    [Fact]
    public void Each_number_of_jobs_is_a_table_with_its_columns()
    {
        string[] lines = Text(measured);
        Assert.Equal(
            [
                "cases    500 of each kind",
                "",
                "1 job             cases/s  oracle  wall/oracle  cores  kB/case  MB",
                "any                   412    50 %         2.00   1.25     1235 346",
                "half precision          0     0 %       250.00   0.00        1   2",
                "",
                "2 jobs            cases/s  oracle  wall/oracle  cores  kB/case  MB",
                "any                  1234    63 %         1.60   2.00     1000 400",
            ],
            lines.SkipWhile(line => !line.StartsWith("cases ", StringComparison.Ordinal)).Take(8));
        Assert.DoesNotContain(lines, line => line.StartsWith("FAILED", StringComparison.Ordinal));
    }

    [Fact]
    public void Cases_that_failed_are_counted() => Assert.Contains("FAILED  3 cases; check says which", Text(measured with { Failed = 3 }));

    static string[] Text(GateReport report)
    {
        using var output = new StringWriter();
        GateBenchText.Write(output, report);
        return output.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
