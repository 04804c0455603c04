using System.Globalization;
using System.Text.Json;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

public sealed class BenchCommandTests
{
    static readonly string[] positive = ["copy_ns", "copy_share", "best_ratio", "ns_per_element", "gb_per_second"];

    [Theory]
    [InlineData("'5' is no shape to time", "--shape", "5")]
    [InlineData("'1x3' is no shape to time", "--shape", "1x3")]
    [InlineData("'4x3/channels_last' is no shape to time ('bn1d/4x3/channels_last': channels_last is a layout of bn2d)", "--shape", "4x3/channels_last")]
    [InlineData("'4x3/eval' is no shape to time", "--shape", "4x3/eval")]
    [InlineData("'4x3x8x8/bf16' is no shape to time; allowed are", "--shape", "4x3x8x8/bf16")]
    [InlineData("'4x3/f16' is no shape to time; allowed are", "--shape", "4x3/f16")]
    [InlineData("there is no mode 'sideways'; allowed are train, eval, backward", "--mode", "train,sideways")]
    [InlineData("--threads is '1,0'; allowed are whole numbers from 1", "--threads", "1,0")]
    [InlineData("--rounds is 0; allowed are whole numbers from 1", "--rounds", "0")]
    [InlineData("there is no kernel 'turbo'", "--kernel", "turbo")]
    [InlineData("bench asks torchsharp alone; recorded answers check and replay", "--oracle", "recorded")]
    [InlineData("bench asks torchsharp alone; pytorch answers check, replay, record and errors", "--oracle", "pytorch")]
    [InlineData("there is no oracle 'delphi'; allowed are auto, torchsharp, pytorch, emulated, recorded", "--oracle", "delphi")]
    public void Bad_input_is_refused_with_what_was_given_and_what_is_allowed(string says, params string[] arguments)
    {
        CommandLineRun run = CommandLineRun.Of(["bench", .. arguments]);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("--shape is without effect with --gate", "--gate", "--shape", "6x4")]
    [InlineData("--rounds is without effect with --gate", "--gate", "--rounds", "2")]
    [InlineData("--cases is without effect without --gate", "--cases", "5")]
    [InlineData("--cases is 0; allowed are whole numbers from 1", "--gate", "--cases", "0")]
    public void Options_of_the_two_benches_are_told_apart(string says, params string[] arguments) =>
        Bad_input_is_refused_with_what_was_given_and_what_is_allowed(says, arguments);

    [LiveFact("torchsharp")]
    public void The_gate_itself_is_timed_by_kind_of_case_and_number_of_jobs()
    {
        CommandLineRun run = CommandLineRun.Of("bench", "--gate", "--oracle", "torchsharp", "--cases", "5");
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        string[] lines = run.Output.Split('\n');
        Assert.All(lines.Where(line => !line.StartsWith("against", StringComparison.Ordinal)), line => Assert.True(line.TrimEnd().Length <= 80, line));
        int blocks = lines.Count(line => line.Contains("cases/s", StringComparison.Ordinal));
        Assert.InRange(blocks, 1, 3);
        // Cases a second, and shares of time, round to 0 beside other load; no more than all of its time is spent in the oracle.
        double[] least = [0, 0, 1, 0, 1, 1];
        string[] kinds = ["any", "1d", "2d", "train", "eval", "float32", "float64", "half precision"];
        foreach (string kind in kinds)
        {
            string[][] rows = [.. lines.Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal))
                .Select(line => line[kind.Length..].Split([' ', '%'], StringSplitOptions.RemoveEmptyEntries))];
            Assert.Equal(blocks, rows.Length);
            Assert.All(rows, row => Assert.Equal(least.Length, row.Length));
            Assert.All(rows, row => Assert.All(row.Zip(least), column => Assert.InRange(double.Parse(column.First, CultureInfo.InvariantCulture), column.Second, double.PositiveInfinity)));
        }
    }

    [LiveFact("torchsharp")]
    public void A_run_prints_a_table_of_80_columns_and_writes_every_row_as_json()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "bench.json");
        CommandLineRun run = CommandLineRun.Of(
            "bench", "--oracle", "torchsharp", "--shape", "4x3x5x5/channels_last", "--shape", "6x4/f64", "--kernel", "simd",
            "--mode", "backward", "--threads", "1,2", "--rounds", "2", "--json", file);
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.All(run.Output.Split('\n').Where(line => !line.StartsWith("against", StringComparison.Ordinal)), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Contains("simd backward 2 threads f64", run.Output, StringComparison.Ordinal);

        using var report = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = report.RootElement;
        Assert.True(root.GetProperty("oracle").GetProperty("live").GetBoolean());
        Assert.Equal(2, root.GetProperty("environment").GetProperty("threads").GetInt32());
        Assert.Equal(
            ["4x3x5x5 channels_last float32", "6x4 contiguous float64"],
            root.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("shape")} {row.GetProperty("layout")} {row.GetProperty("dtype")}").Distinct());
        Assert.Equal(4, root.GetProperty("rows").GetArrayLength());
        Assert.Equal(4, root.GetProperty("summary").GetArrayLength());
        foreach (JsonElement row in root.GetProperty("rows").EnumerateArray())
        {
            Assert.Equal(row.GetProperty("oracle_ns").GetDouble() / row.GetProperty("kernel_ns").GetDouble(), row.GetProperty("ratio").GetDouble(), 9);
            double[] quartiles = [.. row.GetProperty("ratio_quartiles").EnumerateArray().Select(number => number.GetDouble())];
            Assert.Equal(quartiles.Order(), quartiles);
            foreach (string name in positive)
                Assert.True(row.GetProperty(name).GetDouble() > 0, name);
        }
    }
}
