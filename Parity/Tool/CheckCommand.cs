using System.CommandLine;
using Parity.BadUses;
using Parity.Baselines;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;
using Spectre.Console;

namespace Parity.Tool;

/// <summary><c>parity check</c>: draws cases, compares, reports.</summary>
static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new CheckOptions();
        Command command = options.Of("check", "Compares kernels with the oracle on generated cases and writes the report.");
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(options, parsed, terminal, cancellation)));
        return command;
    }

    static int Run(CheckOptions options, ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string oracleName = parsed.GetValue(options.Oracle)!, report = parsed.GetValue(options.Report)!;
        var choice = new KernelChoice(parsed.GetValue(options.Kernel)!, parsed.GetValue(options.KernelsFrom)!);
        var part = Shard.Parse(parsed.GetValue(options.Shard));
        var kernels = choice.Resolve();
        OwnBatch? own = options.Own.Of(parsed);
        RefuseWithoutEffect(options, parsed, oracleName, own);
        Trial? batch = own?.Read();
        string? ledger = Ledger(options, parsed);
        BenchReport? bench = parsed.GetValue(options.Bench) is { } file ? ReadBench(file) : null;
        using FolderLock held = FolderLock.Take(report);
        Task warm = WarmUp.Begin();
        using IOracle opened = SharedOptions.Open(oracleName, parsed.GetValue(options.Fixtures), terminal, parsed.GetValue(options.OracleThreads));
        using IsolatedKernels? isolated = SharedOptions.Isolated(parsed, options.Isolate, options.TimeLimit, choice);
        RunPlan plan = new RunPlan
        {
            Cases = (opened as RecordedOracle)?.Trials.Count ?? parsed.GetValue(options.Cases),
            Seed = parsed.GetValue(options.Seed),
            Kernels = kernels,
            Oracle = opened,
            // Measured before the cases: what ends the oracle, or cannot be used, costs no run.
            Annexes = new RunAnnexes
            {
                Divergences = Divergences(opened, parsed.GetValue(options.Fixtures), () => OwnUses.Of(kernels, choice.ReplayOptions())),
                Baseline = ledger is null ? null : Baseline(() => BaselineCheck.Measure(ledger, kernels, parsed.GetValue(options.InPlaceOf), opened, isolated, cancellation)),
                Bench = bench,
            },
            Threads = parsed.GetValue(options.Threads),
            Jobs = parsed.GetValue(options.Jobs),
            Isolated = isolated,
            ReplayOptions = options.Again(parsed, choice, opened.Threads),
        }.Part(part);
        if (batch is not null)
            plan = Alone(plan, batch);
        using Journal journal = Open(report, plan, parsed.GetValue(options.Resume), terminal);
        ParityReport result = Execute(plan with { Journal = journal }, terminal.Error, cancellation);
        warm.GetAwaiter().GetResult();
        return Finish(result, report, terminal);
    }

    static void RefuseWithoutEffect(CheckOptions options, ParseResult parsed, string oracle, OwnBatch? own)
    {
        if (oracle == RecordedOracle.Key)
            SharedOptions.Refuse(parsed, "on recorded fixtures, which are compared all, as they are", options.Cases, options.Seed);
        if (own is null)
            return;
        if (oracle == RecordedOracle.Key)
            throw new UnusableException("nothing is recorded for a batch of your own; --input takes a live oracle, and record --input makes a fixture");
        SharedOptions.Refuse(parsed, "with --input, which is the only case", options.Cases, options.Seed, options.Shard, options.Resume);
    }

    // A batch of somebody's own is the whole run.
    static RunPlan Alone(RunPlan plan, Trial batch)
    {
        if ((plan.Oracle.WhyNot(batch.Case) ?? CoveredCases.WhyNot(plan.Kernels, batch.Case)) is { } reason)
            throw new UnusableException($"'{batch.Descriptor}' cannot be checked: {reason}");
        return plan with { Cases = 1, Trials = [batch], Replaying = _ => ReplayLine.Of(null, plan.ReplayOptions) };
    }

    static DivergenceComparison? Divergences(IOracle oracle, string? fixtures, Func<OwnUses> ours) =>
        oracle is IBadUseOracle asked && DivergenceFile.ReadNearest(fixtures) is { } known ? BadUseRun.Report(asked, known, ours()) : null;

    // A record that cannot be read should not cost the run.
    static string? Ledger(CheckOptions options, ParseResult parsed)
    {
        if (parsed.GetResult(options.Baseline) is null)
            return parsed.GetValue(options.InPlaceOf) is null ? null : throw new UnusableException("--in-place-of goes with --baseline");
        if (parsed.GetValue(options.Shard) is not null)
            throw new UnusableException("--baseline has cases of its own; check it in a run of its own, not in one part of a run");
        string ledger = BaselineFile.Find(parsed.GetValue(options.Baseline));
        BaselineFile.Read(ledger);
        return ledger;
    }

    // A run that is ended now is reported as such, without a case.
    static BaselineComparison? Baseline(Func<BaselineComparison> measure)
    {
        try
        {
            return measure();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    static Journal Open(string folder, RunPlan plan, bool resume, Terminal terminal)
    {
        RunIdentity run = plan.Identity;
        // A run that is killed before it reports must not leave the report of another one. One that goes on has only its own.
        if (!resume)
        {
            ReportFolder.Clear(folder);
            return Journal.Start(folder, run);
        }

        Journal journal = Journal.Resume(folder, run);
        if (journal.Judged == 0)
            ReportFolder.Clear(folder);
        Terminal.Line(terminal.Error, journal.Judged == 0
            ? $"nothing to resume in '{folder}': beginning with the first case"
            : FormattableString.Invariant($"resuming after {journal.Judged} of {plan.Cases} cases"));
        return journal;
    }

    static BenchReport ReadBench(string file)
    {
        UnusableException.ThrowIfFolder(file, $"--bench {file}", "it takes the file that bench --json wrote");
        try
        {
            return BenchJson.Read(File.ReadAllText(file));
        }
        catch (FormatException problem)
        {
            throw new UnusableException($"--bench {file}: {problem.Message}");
        }
    }

    static ParityReport Execute(RunPlan plan, IAnsiConsole error, CancellationToken cancellation)
    {
        if (!error.Profile.Out.IsTerminal)
            return new ParityRun(plan).Execute(cancellation);
        return error.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("cases", maxValue: plan.Cases);
                var progress = RunProgress.Starting(plan.Cases, plan.Journal!.Judged);
                void Show(int done, int failed)
                {
                    task.Value = done;
                    task.Description = progress.Line(done, failed);
                }

                return new ParityRun(plan with { Progress = Show }).Execute(cancellation);
            });
    }

    /// <summary>Writes a report, to its folder and to the terminal, and gives its exit code.</summary>
    public static int Finish(ParityReport report, string folder, Terminal terminal)
    {
        IReadOnlyList<string> files = ReportFolder.Write(report, folder);
        ConsoleReport.Write(terminal.Output, report, files);
        return report.Interrupted ? ExitCode.Interrupted
            : report.OracleFailures.Count > 0 ? ExitCode.Unusable
            : report.Passed ? ExitCode.Parity
            : ExitCode.Mismatch;
    }
}
