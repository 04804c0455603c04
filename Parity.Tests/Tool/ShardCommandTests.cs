using Parity.Rendering;
using Parity.Tests.Fixtures;
using Parity.Tests.Runs;
using Parity.Tool;

namespace Parity.Tests.Tool;

/// <summary>Parts, resuming and merging on the command line, on recorded fixtures: nothing needs to be installed.</summary>
public sealed class ShardCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parts_merged_by_folder_and_by_file_are_the_whole_run()
    {
        Assert.Equal(ExitCode.Parity, Check("whole").ExitCode);
        Assert.Equal(ExitCode.Parity, Check("a", "--shard", "1/2").ExitCode);
        CommandLineRun other = Check("b", "--shard", "2/2");
        Assert.Contains(", part 2/2 of ", other.Output, StringComparison.Ordinal);
        foreach (string second in (string[])["report.json", "journal.jsonl"])
        {
            CommandLineRun merge = CommandLineRun.Of("merge", In("b", second), In("a"), "--report", In("merged"));
            Assert.True(merge.ExitCode == ExitCode.Parity, merge.Output + merge.Error);
            Assert.Equal(ScriptedRun.Text(ReportFolder.Read(In("whole"))), ScriptedRun.Text(ReportFolder.Read(In("merged"))));
        }
    }

    [Fact]
    public void A_failing_part_fails_the_merged_run()
    {
        string[] planted = ["--kernel", "planted:running-var-biased", "--kernels-from", typeof(ShardCommandTests).Assembly.Location];
        Check("a", ["--shard", "1/2", .. planted]);
        Check("b", ["--shard", "2/2", .. planted]);
        Assert.Equal(ExitCode.Mismatch, CommandLineRun.Of("merge", In("a"), In("b"), "--report", In("merged")).ExitCode);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused_and_nothing_is_written()
    {
        Check("a", "--shard", "1/2");
        CommandLineRun merge = CommandLineRun.Of("merge", In("a"), "--report", In("merged"));
        Assert.Equal(ExitCode.Unusable, merge.ExitCode);
        Assert.Contains("part 2/2 is missing", merge.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("merged")));
    }

    [Theory]
    [InlineData("3/2")]
    [InlineData("0/2")]
    [InlineData("1/2/3")]
    [InlineData("half")]
    public void A_part_that_cannot_be_is_refused(string shard)
    {
        CommandLineRun run = Check("a", "--shard", shard);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains($"--shard is '{shard}'; allowed is I/N", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void More_parts_than_cases_are_refused()
    {
        CommandLineRun run = Check("a", "--shard", "1/100000");
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("allowed are at most as many parts", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Merging_what_is_no_part_is_refused()
    {
        File.WriteAllText(In("text"), "text");
        File.WriteAllText(In("report.json"), "{}");
        Check("whole");
        foreach ((string path, string says) in new[]
        {
            (In("nowhere"), "there is no journal '"), (In("report.json"), "there is no journal '"), (In("text"), "text' cannot be merged: it is no journal"),
            (In("whole"), "is a whole run; merge takes the parts"),
        })
        {
            CommandLineRun run = CommandLineRun.Of("merge", path, "--report", In("merged"));
            Assert.Equal(ExitCode.Unusable, run.ExitCode);
            Assert.Contains(says, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_journal_is_resumed_and_that_of_another_run_refused()
    {
        Assert.Contains("nothing to resume in", Check("a", "--resume").Error, StringComparison.Ordinal);
        string journal = In("a", "journal.jsonl");
        File.WriteAllLines(journal, File.ReadLines(journal).Take(6).ToArray());
        string before = ScriptedRun.Text(ReportFolder.Read(In("a")));
        CommandLineRun resumed = Check("a", "--resume");
        Assert.Contains("resuming after 5 of ", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(before, ScriptedRun.Text(ReportFolder.Read(In("a"))));

        CommandLineRun other = Check("a", "--resume", "--kernel", "manual");
        Assert.Equal(ExitCode.Unusable, other.ExitCode);
        Assert.Contains("is the journal of another run: kernels manual, simd, exact instead of manual", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ends_before_its_report_leaves_no_older_one()
    {
        Check("a");
        // What stands where a report file goes ends the next run after its last case.
        File.Delete(In("a", "report.md"));
        Directory.CreateDirectory(In("a", "report.md"));
        Assert.Equal(ExitCode.Unusable, Check("a", "--kernel", "manual").ExitCode);
        Assert.Equal([".lock", "journal.jsonl"], Directory.GetFiles(In("a")).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("--kernel", "nobody")]
    [InlineData("--oracle", "nobody")]
    [InlineData("--shard", "3/2")]
    [InlineData("--resume", "--kernel", "manual")]
    [InlineData("--seed", "7")]
    [InlineData("--fixtures", "nowhere")]
    public void A_run_that_is_refused_loses_nothing(params string[] options)
    {
        Check("a");
        string[] files = Directory.GetFiles(In("a"));
        string[] before = [.. files.Select(File.ReadAllText)];
        Assert.Equal(ExitCode.Unusable, CommandLineRun.Of(["check", "--report", In("a"), .. options.Contains("--oracle") ? options : ["--oracle", "recorded", .. options]]).ExitCode);
        Assert.Equal(files, Directory.GetFiles(In("a")));
        Assert.Equal(before, files.Select(File.ReadAllText));
    }

    [Fact]
    public void A_second_run_into_a_folder_in_use_is_refused()
    {
        using FolderLock held = FolderLock.Take(In("a"));
        CommandLineRun run = Check("a");
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("another run writes its report to", run.Error, StringComparison.Ordinal);
    }

    string In(params string[] parts) => Path.Combine([folder.Path, .. parts]);

    CommandLineRun Check(string report, params string[] options) =>
        CommandLineRun.Of(["check", "--oracle", "recorded", "--report", In(report), .. options]);
}
