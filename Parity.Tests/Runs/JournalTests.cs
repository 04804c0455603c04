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
        using (Journal journal = Journal.Resume(folder.Path, RunIdentity.Of(ScriptedRun.Request())))
            Assert.Equal(whole.Count(letter => letter == '\n') - 2, journal.Judged);
        Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(Resumed()));
    }

    [Fact]
    public void A_finished_run_resumes_to_the_same_report_without_judging_again()
    {
        Resumed();
        using Journal journal = Journal.Resume(folder.Path, RunIdentity.Of(ScriptedRun.Request()));
        Assert.Equal(ScriptedRun.Cases, journal.Judged);
        Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(new ParityRun(ScriptedRun.With(journal)).Execute()));
    }

    [Fact]
    public void The_journal_of_another_run_is_refused_with_what_differs_and_stays_as_it_is()
    {
        Interrupted(after: 3, resume: false);
        byte[] before = System.IO.File.ReadAllBytes(File);
        RunIdentity run = RunIdentity.Of(ScriptedRun.Request());
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

    [Fact]
    public void A_file_that_is_no_journal_is_refused()
    {
        System.IO.File.WriteAllText(File, "{}\n");
        Refused("it is no journal", RunIdentity.Of(ScriptedRun.Request()));
        System.IO.File.WriteAllText(File, "{\"journal\":9}\n");
        Refused("a journal of format 9", RunIdentity.Of(ScriptedRun.Request()));
    }

    [Fact]
    public void Nothing_to_resume_begins_at_the_first_case()
    {
        using (Journal journal = Journal.Resume(folder.Path, RunIdentity.Of(ScriptedRun.Request())))
            Assert.Equal(0, journal.Judged);
        // Killed before the first line was complete.
        System.IO.File.WriteAllText(File, "{\"journal\":1,\"run\"");
        Assert.Equal(ScriptedRun.Text(uninterrupted.Value), ScriptedRun.Text(Resumed()));
    }

    void Refused(string says, RunIdentity run) =>
        Assert.Contains(says, Assert.Throws<UnusableException>(() => Journal.Resume(folder.Path, run)).Message, StringComparison.Ordinal);

    ParityReport Resumed()
    {
        using Journal journal = Journal.Resume(folder.Path, RunIdentity.Of(ScriptedRun.Request()));
        return new ParityRun(ScriptedRun.With(journal)).Execute();
    }

    ParityReport Interrupted(int after, bool resume)
    {
        RunIdentity run = RunIdentity.Of(ScriptedRun.Request());
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
