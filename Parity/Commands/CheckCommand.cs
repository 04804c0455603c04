using System.CommandLine;
using Parity.Baselines;
using Parity.Benchmarks;
using Parity.Cases;
using Parity.Oracles;
using Parity.Reports;
using Parity.Runs;
using Spectre.Console;

namespace Parity.Commands;

/// <summary><c>parity check</c>: draws cases, compares, reports.</summary>
static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<int> cases = new Option<int>("--cases")
        {
            Description = "Number of cases to draw. Recorded fixtures are compared all, whatever this says.",
            DefaultValueFactory = _ => 1000,
        }.AtLeast(1);
        Option<int> seed = new Option<int>("--seed")
        {
            Description = "Seed of the cases; the same seed gives the same report.",
            DefaultValueFactory = _ => 42,
        }.AtLeast(0);
        Option<string> shard = new("--shard")
        {
            Description = "Part I of N of the cases, as I/N; 'merge' joins the reports of all parts.",
            HelpName = "I/N",
        };
        Option<string> folder = SharedOptions.Report();
        Option<bool> resume = new("--resume")
        {
            Description = "Goes on with the run that was killed or interrupted in this report's folder.",
        };
        Option<string?> baseline = new("--baseline")
        {
            Description = "Compares with what is on record too: bits that changed are told, errors that grew fail. "
                + "Without a file, fixtures/baseline.json of the repository.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "file",
        };
        Option<string?> inPlaceOf = BaselineOptions.InPlaceOf();
        Option<string?> bench = new("--bench")
        {
            Description = "A file of parity bench --json, to show its table in the report.",
        };
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> fixtures = SharedOptions.Fixtures();
        Option<int> threads = SharedOptions.Threads();
        var command = new Command("check", "Compares kernels with the oracle on generated cases and writes the report.")
        {
            cases, seed, shard, kernel, kernelsFrom, oracle, fixtures, folder, resume, baseline, inPlaceOf, threads, bench,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string oracleName = parsed.GetValue(oracle)!, report = parsed.GetValue(folder)!;
            var choice = new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!);
            var part = ShardOption.Parse(parsed.GetValue(shard));
            var kernels = choice.Resolve();
            string? ledger = parsed.GetResult(baseline) is null ? null : BaselineFile.Find(parsed.GetValue(baseline));
            if (ledger is not null && part is not null)
                throw new UsageException("--baseline has cases of its own; check it in a run of its own, not in one part of a run");
            // A record that cannot be read should not cost the run.
            _ = ledger is null ? null : BaselineFile.Read(ledger);
            BenchReport? measured = parsed.GetValue(bench) is { } file ? ReadBench(file) : null;
            using FolderLock held = FolderLock.Take(report);
            using IOracle opened = SharedOptions.Open(oracleName, parsed.GetValue(fixtures), terminal);
            RunRequest request = ShardOption.Apply(part, new RunRequest
            {
                Trials = [],
                Cases = (opened as RecordedOracle)?.Trials.Count ?? parsed.GetValue(cases),
                Seed = parsed.GetValue(seed),
                Kernels = kernels,
                Oracle = opened,
                Threads = parsed.GetValue(threads),
                ReplayOptions = SharedOptions.ReplayOptions(choice, oracleName),
            });
            using Journal journal = Open(report, request, parsed.GetValue(resume), terminal);
            ParityReport result = Execute(WithTrials(request with { Journal = journal }), terminal.Error, cancellation) with { Bench = measured };
            if (ledger is not null && !result.Interrupted)
                result = WithBaseline(result, () => BaselineOptions.Compare(ledger, kernels, parsed.GetValue(inPlaceOf), opened, cancellation));
            return Task.FromResult(Finish(result, report, terminal));
        });
        return command;
    }

    static ParityReport WithBaseline(ParityReport report, Func<BaselineComparison> compare)
    {
        try
        {
            BaselineComparison baseline = compare();
            return report with { Baseline = baseline, Passed = report.Passed && baseline.Passed };
        }
        catch (OperationCanceledException)
        {
            return report with { Interrupted = true, Passed = false };
        }
    }

    static Journal Open(string folder, RunRequest request, bool resume, Terminal terminal)
    {
        RunIdentity run = RunIdentity.Of(request);
        if (!resume)
            return Journal.Start(folder, run);
        Journal journal = Journal.Resume(folder, run);
        Terminal.Line(terminal.Error, journal.Judged == 0
            ? $"nothing to resume in '{folder}': beginning with the first case"
            : FormattableString.Invariant($"resuming after {journal.Judged} of {request.Cases} cases"));
        return journal;
    }

    static BenchReport ReadBench(string file)
    {
        try
        {
            return BenchJson.Read(File.ReadAllText(file));
        }
        catch (FormatException problem)
        {
            throw new UsageException($"--bench {file}: {problem.Message}");
        }
    }

    // A recorded oracle answers its own fixtures only.
    static RunRequest WithTrials(RunRequest request)
    {
        int judged = request.Journal!.Judged, first = (request.Shard?.FirstCase ?? 0) + judged, left = request.Cases - judged;
        return request with
        {
            Trials = request.Oracle is RecordedOracle recorded
                ? recorded.Trials.Skip(first).Take(left)
                : CaseData.Trials(request.Seed, left, request.Oracle.WhyNot, first),
        };
    }

    static ParityReport Execute(RunRequest request, IAnsiConsole error, CancellationToken cancellation)
    {
        if (!error.Profile.Out.IsTerminal)
            return new ParityRun(request).Execute(cancellation);
        return error.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("cases", maxValue: request.Cases);
                var progress = RunProgress.Starting(request.Cases, request.Journal!.Judged);
                void Show(int done, int failed)
                {
                    task.Value = done;
                    task.Description = progress.Line(done, failed);
                }

                return new ParityRun(request with { Progress = Show }).Execute(cancellation);
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
