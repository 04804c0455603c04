using Parity.Baselines;
using Parity.Oracles;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tests.Planted.Changes;
using Parity.Tool;

namespace Parity.Tests.Tool;

public sealed class BaselineCommandTests : IDisposable
{
    static readonly string tests = typeof(BaselineCommandTests).Assembly.Location;

    static readonly Lazy<string> small = new(() =>
    {
        using IOracle recorded = OracleCatalog.Open("recorded").Oracle;
        return BaselineFile.Text(BaselineRun.Measure([KernelCatalog.All[0]], recorded, BaselineRun.Seed, cases: 120));
    });

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_live_oracle_the_catalog_is_compared_and_the_rest_is_said_to_be_left_out()
    {
        CommandLineRun run = CommandLineRun.Of("baseline", "--oracle", "recorded");
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        Assert.Contains("  WARNING   agreement with the oracle was NOT compared", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_with_a_baseline_puts_it_into_its_report()
    {
        CommandLineRun run = CommandLineRun.Of(
            "check", "--oracle", "recorded", "--kernel", "manual", "--report", folder.File("r"), "--baseline", Small());
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        ParityReport report = ReportFolder.Read(folder.File("r"));
        Assert.Equal((BaselineLevel.Same, true), (report.Baseline!.Level, report.Passed));
        foreach (string form in new[] { "report.md", "report.html" })
            Assert.Contains("Since the baseline", File.ReadAllText(folder.File(Path.Combine("r", form))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_fails_where_its_kernel_drifted_and_passes_where_only_bits_changed()
    {
        string file = Small();
        CommandLineRun reordered = Check(file, ChangedKernels.Reordered);
        Assert.True(reordered.ExitCode == ExitCode.Parity, reordered.Output + reordered.Error);
        Assert.Contains("  baseline  bits changed: ", reordered.Output, StringComparison.Ordinal);
        CommandLineRun tenfold = Check(file, ChangedKernels.Tenfold);
        Assert.Equal(ExitCode.Mismatch, tenfold.ExitCode);
        Assert.StartsWith("FAILED against", tenfold.Output, StringComparison.Ordinal);
        Assert.Contains("  baseline  FAILED  drifted: ", tenfold.Output, StringComparison.Ordinal);
    }

    [LiveFact]
    public void Updating_tells_what_moved_and_a_second_time_changes_nothing()
    {
        string file = Small();
        string[] arguments = ["baseline", "--update", "--kernel", "manual", "--file", file];
        CommandLineRun first = CommandLineRun.Of(arguments);
        Assert.True(first.ExitCode == ExitCode.Parity, first.Output + first.Error);
        Assert.Contains("agreement with the oracle was NOT compared: it is on record for recorded", first.Output, StringComparison.Ordinal);
        string text = File.ReadAllText(file);
        Assert.Contains("  baseline  same: ", CommandLineRun.Of(arguments).Output, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(file));
    }

    [Fact]
    public void Bad_input_is_refused_and_changes_nothing()
    {
        Refused("there is no baseline '", "baseline", "--oracle", "recorded", "--file", folder.File("none.json"));
        Refused("there is no baseline '", "check", "--oracle", "recorded", "--report", folder.File("r"), "--baseline", folder.File("none.json"));
        Refused("--update takes a live oracle", "baseline", "--update", "--oracle", "recorded", "--file", folder.File("b.json"));
        Refused("the baseline has no kernel 'turbo'; it has manual, simd, exact",
            "baseline", "--oracle", "recorded", "--kernel", "manual", "--in-place-of", "turbo");
        Refused("--in-place-of goes with --baseline", "check", "--oracle", "recorded", "--report", folder.File("r"), "--in-place-of", "manual");
        Refused("--in-place-of takes one kernel under test", "baseline", "--oracle", "recorded", "--in-place-of", "manual");
        Refused("--baseline has cases of its own", "check", "--oracle", "recorded", "--report", folder.File("r"), "--shard", "1/2", "--baseline");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Two_reports_are_compared_and_the_worse_one_fails()
    {
        string passing = folder.File("a"), failing = folder.File("b");
        ReportFolder.Write(Reports.SampleReports.Passing, passing, jobSummary: null);
        ReportFolder.Write(Reports.SampleReports.Failing, failing, jobSummary: null);
        CommandLineRun worse = CommandLineRun.Of("diff", passing, failing, "--json", folder.File("d.json"), "--markdown", folder.File("d.md"));
        Assert.Equal(ExitCode.Mismatch, worse.ExitCode);
        Assert.StartsWith("WORSE: ", worse.Output, StringComparison.Ordinal);
        Assert.StartsWith("# WORSE: ", File.ReadAllText(folder.File("d.md")), StringComparison.Ordinal);
        Assert.Contains("\"worse\": true", File.ReadAllText(folder.File("d.json")), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Parity, CommandLineRun.Of("diff", failing, Path.Combine(passing, "report.json")).ExitCode);
        Refused("there is no report '", "diff", passing, folder.File("none"));
    }

    static void Refused(string says, params string[] arguments)
    {
        CommandLineRun run = CommandLineRun.Of(arguments);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    // Of the manual kernel alone, over fewer cases than the repository's own.
    string Small()
    {
        string file = folder.File("baseline.json");
        File.WriteAllText(file, small.Value);
        return file;
    }

    CommandLineRun Check(string file, string kernel) => CommandLineRun.Of(
        "check", "--oracle", "recorded", "--kernels-from", tests, "--kernel", kernel, "--in-place-of", "manual", "--report", folder.File("r"), "--baseline", file);
}
