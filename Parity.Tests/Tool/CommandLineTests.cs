using System.Globalization;
using Parity.Fixtures;
using Parity.Reports;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("'chek'", "chek")]
    [InlineData("--cases is -1; allowed are whole numbers from 1", "check", "--cases", "-1")]
    [InlineData("'many'", "check", "--cases", "many")]
    [InlineData("--threads is 0; allowed are whole numbers from 1", "check", "--threads", "0")]
    [InlineData("there is no kernel 'turbo'; allowed are all, manual, ", "check", "--kernel", "turbo")]
    [InlineData("there is no oracle 'numpy'; allowed are auto, torchsharp, pytorch, emulated, recorded", "check", "--oracle", "numpy")]
    [InlineData("part 3, 'sideways', is not understood; allowed are ", "replay", "bn1d/4x3/sideways")]
    [InlineData("there is no 'fixture/none' in ", "replay", "fixture/none")]
    [InlineData("'jump' is not a command; allowed are step", "replay", "seq/bn1d/c3,jump")]
    [InlineData("replay of a sequence asks torchsharp alone; recorded answers check and replay", "replay", "seq/bn1d/c3,eval", "--oracle", "recorded")]
    [InlineData("sequences asks torchsharp alone; recorded answers check and replay", "sequences", "--oracle", "recorded")]
    [InlineData("--count is 0; allowed are whole numbers from 1", "sequences", "--count", "0")]
    [InlineData("bad uses are put to a live oracle", "errors", "--oracle", "recorded")]
    [InlineData("the recorded oracle replays fixture/NAME only", "replay", "bn1d/4x3", "--oracle", "recorded")]
    [InlineData("part 1, 'bn9d'", "record", "bn9d/4x3")]
    [InlineData("there is no fixtures folder /nowhere/at/all", "check", "--oracle", "recorded", "--fixtures", "/nowhere/at/all")]
    public void Bad_input_is_refused_with_what_was_given_and_what_is_allowed(string says, params string[] arguments)
    {
        CommandLineRun run = CommandLineRun.Of(arguments);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void A_fixture_with_one_byte_flipped_is_named_and_nothing_is_reported()
    {
        using var folder = new TemporaryFolder();
        CopyFixtures(folder.Path);
        string file = Directory.GetFiles(Path.Combine(folder.Path, "batchnorm"), "*.safetensors").Order().First();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);

        string report = Path.Combine(folder.Path, "report");
        CommandLineRun run = CommandLineRun.Of("check", "--oracle", "recorded", "--fixtures", folder.Path, "--report", report);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(Path.GetFileName(file), run.Error, StringComparison.Ordinal);
        Assert.Contains("SHA-256", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(report, "report.json")));
    }

    [Fact]
    public void What_may_not_be_read_is_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "report.json"));
        CommandLineRun run = CommandLineRun.Of("diff", folder.Path, folder.Path);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("report.json", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_folder_that_cannot_be_written_is_refused_before_the_run()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        CommandLineRun run = CommandLineRun.Of("check", "--oracle", "recorded", "--report", Path.Combine(file, "report"));
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("cannot write the report to", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_the_recorded_fixtures_writes_the_three_reports_and_says_that_no_library_ran()
    {
        using var folder = new TemporaryFolder();
        CommandLineRun run = CommandLineRun.Of("check", "--oracle", "recorded", "--report", folder.Path);
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.Contains("recorded", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line =>
            Assert.True(line.Contains(folder.Path) || line.StartsWith("  replay ", StringComparison.Ordinal) || line.TrimEnd().Length <= 80, line));
        ParityReport report = JsonReport.Read(File.ReadAllText(Path.Combine(folder.Path, "report.json")));
        Assert.True(report.Passed);
        Assert.False(report.Oracle.Live);
        Assert.True(File.Exists(Path.Combine(folder.Path, "report.md")));
        Assert.True(File.Exists(Path.Combine(folder.Path, "report.html")));
    }

    [Fact]
    public void Replaying_a_fixture_shows_every_quantity()
    {
        CommandLineRun run = CommandLineRun.Of("replay", "fixture/bn1d-2x7-f32-train", "--kernel", "manual");
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        foreach (string quantity in new[] { "output", "batch_mean", "batch_var", "grad_input", "grad_weight", "grad_bias" })
            Assert.Contains($"  {quantity}: agree", run.Output, StringComparison.Ordinal);
    }

    [LiveFact]
    public void Numbers_are_the_same_in_a_culture_of_decimal_commas()
    {
        string descriptor = "bn1d/4x3/eps=0.001/offset4/seed=5";
        string plain = CommandLineRun.Of("replay", descriptor).Output;
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(plain, CommandLineRun.Of("replay", descriptor).Output);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [LiveFact]
    public void Recording_refuses_to_overwrite_until_it_is_told()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["record", "bn1d/4x3/seed=5", "--fixtures", folder.Path];
        Assert.Equal(ExitCode.Parity, CommandLineRun.Of(arguments).ExitCode);
        CommandLineRun again = CommandLineRun.Of(arguments);
        Assert.Equal(ExitCode.Unusable, again.ExitCode);
        Assert.Contains("exists; nothing was written", again.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Parity, CommandLineRun.Of([.. arguments, "--overwrite"]).ExitCode);
        Assert.Equal(ExitCode.Parity, CommandLineRun.Of(
            "check", "--oracle", "recorded", "--fixtures", folder.Path, "--report", Path.Combine(folder.Path, "..", Path.GetFileName(folder.Path) + "-report")).ExitCode);
    }

    [Fact]
    public void Every_kernel_oracle_and_pattern_is_listed()
    {
        string output = CommandLineRun.Of("list").Output;
        foreach (string name in new[] { "manual", "simd", "exact", "torchsharp", "pytorch", "recorded", "normal", "relu" })
            Assert.Contains($"\n  {name} ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help.txt")]
    [InlineData("help-check.txt", "check")]
    [InlineData("help-replay.txt", "replay")]
    [InlineData("help-record.txt", "record")]
    [InlineData("help-sequences.txt", "sequences")]
    [InlineData("help-errors.txt", "errors")]
    [InlineData("help-bench.txt", "bench")]
    [InlineData("help-merge.txt", "merge")]
    [InlineData("help-diff.txt", "diff")]
    [InlineData("help-baseline.txt", "baseline")]
    [InlineData("help-list.txt", "list")]
    public void Help_reads_as_approved(string approved, params string[] verb)
    {
        CommandLineRun run = CommandLineRun.Of([.. verb, "--help"]);
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        // The program's name is the test host's here; the number of processors and the demanded oracle are this machine's.
        ApprovedText.Matches(approved, run.Output.ReplaceLineEndings("\n")
            .Replace(Path.GetFileNameWithoutExtension(Environment.GetCommandLineArgs()[0]), "parity", StringComparison.Ordinal)
            .Replace($"[default: {Environment.ProcessorCount}]", "[default: processors]", StringComparison.Ordinal)
            .Replace($"[default: 1,{Environment.ProcessorCount}]", "[default: 1,processors]", StringComparison.Ordinal)
            .Replace($"[default: {LiveOracle.Demanded}]", "[default: auto]", StringComparison.Ordinal));
    }

    static void CopyFixtures(string folder)
    {
        string source = FixtureFolder.Find();
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
