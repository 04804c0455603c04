using System.CommandLine;
using Parity.Cases;
using Parity.Oracles;
using Parity.Reference.Kernels;
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
        Option<string> folder = new("--report")
        {
            Description = "Folder for report.json, report.md and report.html.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "parity"),
        };
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> fixtures = SharedOptions.Fixtures();
        Option<int> threads = SharedOptions.Threads();
        var command = new Command("check", "Compares kernels with the oracle on generated cases and writes the report.")
        {
            cases, seed, kernel, kernelsFrom, oracle, fixtures, folder, threads,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string oracleName = parsed.GetValue(oracle)!;
            var choice = new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!);
            IReadOnlyList<KernelEntry> kernels = choice.Resolve();
            ReportFolder.EnsureWritable(parsed.GetValue(folder)!);
            using IOracle opened = SharedOptions.Open(oracleName, parsed.GetValue(fixtures), terminal);
            var request = new RunRequest
            {
                Trials = [],
                Cases = parsed.GetValue(cases),
                Seed = parsed.GetValue(seed),
                Kernels = kernels,
                Oracle = opened,
                Threads = parsed.GetValue(threads),
                ReplayOptions = SharedOptions.ReplayOptions(choice, oracleName),
            };
            ParityReport report = Execute(WithTrials(request), terminal.Error, cancellation);
            IReadOnlyList<string> files = ReportFolder.Write(report, parsed.GetValue(folder)!);
            ConsoleReport.Write(terminal.Output, report, files);
            return Task.FromResult(
                report.OracleFailures.Count > 0 ? ExitCode.Unusable
                : report.Passed ? ExitCode.Parity
                : ExitCode.Mismatch);
        });
        return command;
    }

    // A recorded oracle answers its own fixtures only.
    static RunRequest WithTrials(RunRequest request) => request.Oracle is RecordedOracle recorded
        ? request with { Trials = recorded.Trials, Cases = recorded.Trials.Count }
        : request with { Trials = CaseData.Trials(request.Seed, request.Cases, request.Oracle.WhyNot) };

    static ParityReport Execute(RunRequest request, IAnsiConsole error, CancellationToken cancellation)
    {
        if (!error.Profile.Out.IsTerminal)
            return new ParityRun(request).Execute(cancellation);
        return error.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("cases", maxValue: request.Cases);
                void Show(int done, int failed)
                {
                    task.Value = done;
                    task.Description = failed == 0 ? $"{done} cases" : $"{done} cases, {failed} failed";
                }

                return new ParityRun(request with { Progress = Show }).Execute(cancellation);
            });
    }
}
