using System.Text.RegularExpressions;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Runs;

public sealed class JournalTests : IDisposable
{
    static readonly Lazy<ParityReport> uninterrupted = new(() => new ParityRun(ScriptedRun.Request()).Execute());

    readonly TemporaryFolder folder = new();

    string File => Path.Combine(folder.Path, Journal.FileName);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_that_is_interrupted_again_and_again_ends_in_the_same_report()
    {
        ParityReport report = Interrupted(after: 5, resume: false);
        Assert.True(report.Interrupted);
        Assert.False(report.Passed);
        Assert.InRange(report.Judged, 1, ScriptedRun.Cases - 1);
        Interrupted(after: 20, resume: true);
        Interrupted(after: 33, resume: true);
        Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(Resumed()));
    }

    [Fact]
    public void A_line_that_was_cut_off_while_it_was_written_is_dropped()
    {
        Interrupted(after: 9, resume: false);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, whole[..^100]);
        using (Journal journal = Journal.Resume(folder.Path, ScriptedRun.Request().Identity))
            Assert.Equal(whole.Count(letter => letter == '\n') - 2, journal.Judged);
        Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(Resumed()));
    }

    [Fact]
    public void A_finished_run_resumes_to_the_same_report_without_asking_or_shrinking_again()
    {
        Resumed();
        using Journal journal = Journal.Resume(folder.Path, ScriptedRun.Request().Identity);
        Assert.Equal(ScriptedRun.Cases, journal.Judged);
        RunPlan plan = ScriptedRun.With(journal) with { Oracle = new ScriptedOracle((_, _) => throw new InvalidOperationException("asked again")) };
        Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(new ParityRun(plan).Execute()));
    }

    [Fact]
    public void A_run_that_was_killed_at_any_line_after_its_cases_ends_in_the_same_report()
    {
        Resumed();
        string[] lines = System.IO.File.ReadAllLines(File);
        int cases = 1 + ScriptedRun.Cases;
        Assert.InRange(lines.Length - cases, 4, 40);
        for (int left = cases; left < lines.Length; left++)
        {
            // The next line was begun.
            System.IO.File.WriteAllText(File, string.Concat(lines.Take(left).Select(line => line + "\n")) + lines[left][..^1]);
            Assert.Null(RecordedRun.Read(File).End);
            Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(Resumed()));
            // The end has its times.
            Assert.Equal(lines.SkipLast(1), System.IO.File.ReadAllLines(File).SkipLast(1));
        }
    }

    [Fact]
    public void What_was_measured_beside_the_cases_is_in_the_journal()
    {
        var annexes = new RunAnnexes
        {
            Divergences = Reports.SampleReports.Passing.Divergences,
            Baseline = Reports.SampleReports.Drifted.Baseline,
            Bench = Reports.SampleReports.Bench,
        };
        RunPlan plan = ScriptedRun.Request() with { Annexes = annexes };
        RunAnnexes read = RecordedRun.Read(ScriptedRun.Journaled(folder, plan)).End!.Annexes;
        ParityReport With(RunAnnexes some) => uninterrupted.Value with { Divergences = some.Divergences, Baseline = some.Baseline, Bench = some.Bench };
        Assert.Equal(ScriptedRun.Text(With(annexes)), ScriptedRun.Text(With(read)));
        Assert.Equal(ScriptedRun.Text(With(annexes)), ScriptedRun.Text(new ParityRun(plan).Execute()));
    }

    [Fact]
    public void The_journal_of_another_run_is_refused_with_what_differs_and_stays_as_it_is()
    {
        Interrupted(after: 3, resume: false);
        byte[] before = System.IO.File.ReadAllBytes(File);
        RunIdentity run = ScriptedRun.Request().Identity;
        Refused("seed 3 instead of 7", run with { Seed = 7 });
        Refused("cases 48 instead of 49", run with { Cases = 49 });
        Refused("shard none instead of 1/2 of 96 cases", run with { Shard = new Shard(1, 2, 96) });
        Refused("oracle scripted 1 instead of scripted 2", run with { Oracle = run.Oracle with { Version = "2" } });
        Refused("fixtures none instead of 1234", run with { Fixtures = "1234" });
        Refused("kernels manual, simd instead of manual", run with { Kernels = [run.Kernels[0]] });
        Refused("kernel builds", run with { Kernels = [.. run.Kernels.Select(kernel => kernel with { Build = "other" })] });
        Refused("program parity", run with { Program = "another" });
        Refused("threads 1 instead of 2", run with { Environment = run.Environment with { Threads = 2 } });
        Refused("options none instead of --kernel simd", run with { ReplayOptions = " --kernel simd" });
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        Interrupted(after: 9, resume: false);
        string[] lines = System.IO.File.ReadAllLines(File);
        lines[4] = lines[4][..^9];
        System.IO.File.WriteAllLines(File, lines);
        Assert.Contains("line 5 of ", Assert.Throws<UnusableException>(() => Resumed()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"c\":[0-9]+", "\"c\":28")]
    [InlineData("\"c\":[0-9]+", "\"c\":-1")]
    [InlineData("\"b\":[0-9]+", "\"b\":66")]
    [InlineData("\"e\":\\[", "\"e\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,")]
    public void A_line_of_errors_that_no_bucket_has_is_damaged(string pattern, string other)
    {
        Interrupted(after: 9, resume: false);
        string[] lines = System.IO.File.ReadAllLines(File);
        string changed = new Regex(pattern).Replace(lines[4], other, 1);
        Assert.NotEqual(lines[4], changed);
        lines[4] = changed;
        System.IO.File.WriteAllLines(File, lines);
        Assert.Contains("line 5 of ", Assert.Throws<UnusableException>(() => Resumed()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"shrunk\":{\"case\":\"bn1d/4x3\"}}")]
    [InlineData("{\"number\":3}")]
    public void A_damaged_line_after_the_cases_is_named(string damaged)
    {
        Resumed();
        string[] lines = System.IO.File.ReadAllLines(File);
        lines[ScriptedRun.Cases + 2] = damaged;
        System.IO.File.WriteAllLines(File, lines);
        Assert.Contains($"line {ScriptedRun.Cases + 3} of ", Assert.Throws<UnusableException>(() => Resumed()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_journal_is_refused()
    {
        System.IO.File.WriteAllText(File, "{}\n");
        Refused("it is no journal", ScriptedRun.Request().Identity);
        System.IO.File.WriteAllText(File, "{\"journal\":1}\n");
        Refused("a journal of format 1", ScriptedRun.Request().Identity);
        System.IO.File.WriteAllText(File, "{\"journal\":9}\n");
        Refused("a journal of format 9", ScriptedRun.Request().Identity);
    }

    [Fact]
    public void Nothing_to_resume_begins_at_the_first_case()
    {
        using (Journal journal = Journal.Resume(folder.Path, ScriptedRun.Request().Identity))
            Assert.Equal(0, journal.Judged);
        // Killed before the first line was complete.
        System.IO.File.WriteAllText(File, "{\"journal\":2,\"run\"");
        Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(Resumed()));
    }

    void Refused(string says, RunIdentity run) =>
        Assert.Contains(says, Assert.Throws<UnusableException>(() => Journal.Resume(folder.Path, run)).Message, StringComparison.Ordinal);

    ParityReport Resumed()
    {
        using Journal journal = Journal.Resume(folder.Path, ScriptedRun.Request().Identity);
        return new ParityRun(ScriptedRun.With(journal)).Execute();
    }

    ParityReport Interrupted(int after, bool resume)
    {
        RunIdentity run = ScriptedRun.Request().Identity;
        using var stop = new CancellationTokenSource();
        using Journal journal = resume ? Journal.Resume(folder.Path, run) : Journal.Start(folder.Path, run);
        void Stop(int done, int failed)
        {
            if (done >= after)
                stop.Cancel();
        }

        return new ParityRun(ScriptedRun.With(journal) with { Progress = Stop }).Execute(stop.Token);
    }
}
