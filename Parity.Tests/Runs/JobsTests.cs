using Parity.Cases;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Runs;

/// <summary>How many cases are judged at once changes nothing but the time that they take.</summary>
public sealed class JobsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Report_and_journal_are_the_same_at_any_number_of_jobs()
    {
        string one = ScriptedRun.Text(new ParityRun(ScriptedRun.Request() with { Jobs = 1 }).Execute());
        string[] lines = Lines(1);
        foreach (int jobs in (int[])[2, 3, 7])
        {
            Assert.Equal(one, ScriptedRun.Text(new ParityRun(ScriptedRun.Request() with { Jobs = jobs }).Execute()));
            Assert.Equal(lines, Lines(jobs));
        }
    }

    [Fact]
    public void A_run_that_is_interrupted_and_gone_on_with_under_other_numbers_ends_in_the_same_report()
    {
        using (Journal journal = Journal.Start(folder.Path, ScriptedRun.Request().Identity))
            Assert.True(Stopped(journal, after: 7, jobs: 7).Interrupted);
        using (Journal journal = Journal.Resume(folder.Path, ScriptedRun.Request().Identity))
            Assert.True(Stopped(journal, after: 29, jobs: 2).Interrupted);
        using (Journal journal = Journal.Resume(folder.Path, ScriptedRun.Request().Identity))
        {
            Assert.InRange(journal.Judged, 29, ScriptedRun.Cases - 1);
            Assert.Equal(
                ScriptedRun.Text(new ParityRun(ScriptedRun.Request() with { Jobs = 1 }).Execute()),
                ScriptedRun.Text(new ParityRun(ScriptedRun.With(journal) with { Jobs = 3 }).Execute()));
        }
    }

    [Fact]
    public void A_kernel_is_asked_by_one_thread_in_the_order_of_cases()
    {
        List<int> channels = [];
        KernelEntry counting = KernelCatalog.All[0] with
        {
            Name = "counting",
            Float32 = _ =>
            {
                lock (channels)
                    channels.Add(Environment.CurrentManagedThreadId);
                return new ManualKernel<float>();
            },
        };
        Trial[] trials = [.. Enumerable.Range(1, 40).Select(seed => CaseData.Generate(CaseDescriptor.Parse($"bn1d/4x3/seed={seed}")))];
        ParityReport report = new ParityRun(new RunPlan
        {
            Trials = trials,
            Cases = trials.Length,
            Seed = 0,
            Kernels = [counting],
            Oracle = new ScriptedOracle((_, answer) => answer),
            Jobs = 7,
        }).Execute();
        Assert.True(report.Passed);
        // The first is who tells what assembly the kernel is of.
        Assert.Single(channels.Skip(1).Distinct());
        Assert.True(channels.Count > trials.Length);
    }

    [Fact]
    public void No_more_goes_in_than_there_is_room_for_and_one_thing_always_does()
    {
        using var room = new InFlight(100);
        using var stop = new CancellationTokenSource();
        room.Enter(1000, stop.Token);
        var next = new Thread(() => room.Enter(60, stop.Token));
        next.Start();
        Assert.False(next.Join(50));
        room.Leave(1000);
        Assert.True(next.Join(TimeSpan.FromMinutes(1)));
        room.Enter(40, stop.Token);
        stop.CancelAfter(20);
        Assert.Throws<OperationCanceledException>(() => room.Enter(1, stop.Token));
    }

    // All but the end, which has times.
    string[] Lines(int jobs) => [.. File.ReadAllLines(ScriptedRun.Journaled(folder, ScriptedRun.Request() with { Jobs = jobs })).SkipLast(1)];

    static ParityReport Stopped(Journal journal, int after, int jobs)
    {
        using var stop = new CancellationTokenSource();
        return new ParityRun(ScriptedRun.With(journal) with
        {
            Jobs = jobs,
            Progress = (done, _) =>
            {
                if (done >= after)
                    stop.Cancel();
            },
        }).Execute(stop.Token);
    }
}
