using Parity.Cases;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Runs;

/// <summary>A run with failures of several kinds, small enough to be run again and again.</summary>
static class ScriptedRun
{
    public const int Cases = 48;

    const int Seed = 3;

    /// <summary>The request of a whole run, with a journal or without, or of one part of it.</summary>
    public static RunPlan Request(Shard? shard = null) => new()
    {
        Trials = CaseData.Trials(Seed, shard?.Cases ?? Cases, _ => null, shard?.FirstCase ?? 0),
        Cases = shard?.Cases ?? Cases,
        Shard = shard,
        Seed = Seed,
        Kernels = [KernelCatalog.All[0], KernelCatalog.All[1]],
        Oracle = new ScriptedOracle(Answer),
        // No process answers, and no signal comes to it.
        SignalDelay = TimeSpan.Zero,
    };

    /// <summary>The same request with a journal, going on after the cases that the journal has.</summary>
    public static RunPlan With(Journal journal) => Request() with
    {
        Journal = journal,
        Trials = CaseData.Trials(Seed, Cases - journal.Judged, _ => null, journal.Judged),
    };

    /// <summary>The parts of a run as their journals have them.</summary>
    public static (string Name, RecordedRun Run)[] Parts(TemporaryFolder folder, int of, Func<Shard, RunPlan> plan) =>
        [.. Enumerable.Range(1, of).Select(index => ($"part {index}", RecordedRun.Read(Journaled(folder, plan(new Shard(index, of, Cases))))))];

    /// <summary>Runs into a folder of its own.</summary>
    /// <returns>Path of the journal.</returns>
    public static string Journaled(TemporaryFolder folder, RunPlan plan)
    {
        string path = Directory.CreateDirectory(folder.File(Guid.NewGuid().ToString("N"))).FullName;
        using var journal = Journal.Start(path, plan.Identity);
        new ParityRun(plan with { Journal = journal }).Execute();
        return Path.Combine(path, Journal.FileName);
    }

    /// <summary>The report as text, without its times.</summary>
    public static string Text(ParityReport report) =>
        JsonReport.Write(report with { Timing = new RunTiming(DateTimeOffset.UnixEpoch, 0, 0) });

    // Wrong in several places, and without an answer now and then.
    static BatchNormResult Answer(Trial trial, BatchNormResult answer)
    {
        if (trial.Case.Seed % 11 == 0)
            throw new Parity.Oracles.OracleFailureException($"{trial.Descriptor}: no answer");
        if (trial.Case.Seed % 3 == 0 && answer[Quantity.RunningVar] is { DType: DType.Float32 } runningVar)
            runningVar.Values<float>()[^1] += 0.5f;
        if (trial.Case.Seed % 2 == 0 && answer[Quantity.Output] is { DType: DType.Float64, Count: > 0 } output)
            output.Values<double>()[0] += 1;
        return answer;
    }
}
