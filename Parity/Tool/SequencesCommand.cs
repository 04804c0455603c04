using System.CommandLine;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Sequences;
using Spectre.Console;

namespace Parity.Tool;

/// <summary><c>parity sequences</c>: whole lives of a module, compared after every command.</summary>
static class SequencesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<int> count = new Option<int>("--count")
        {
            Description = "Number of sequences to draw.",
            DefaultValueFactory = _ => 2000,
        }.AtLeast(1);
        Option<int> seed = new Option<int>("--seed")
        {
            Description = "Seed of the sequences; the same seed gives the same sequences.",
            DefaultValueFactory = _ => 42,
        }.AtLeast(0);
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<string> oracle = SharedOptions.TorchSharpAlone();
        Option<int> threads = SharedOptions.Threads();
        var command = new Command("sequences", "Leads whole modules through training, eval, saving and more, and compares after every command.")
        {
            count, seed, kernel, kernelsFrom, oracle, threads,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string oracleName = parsed.GetValue(oracle)!;
            var choice = new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!);
            IReadOnlyList<KernelEntry> kernels = choice.Resolve();
            using TorchSharpOracle opened = SharedOptions.OpenTorchSharp(oracleName, "sequences");
            SequenceReport report = Execute(
                new SequenceRequest
                {
                    Count = parsed.GetValue(count),
                    Seed = parsed.GetValue(seed),
                    Kernels = kernels,
                    Oracle = opened,
                    Threads = parsed.GetValue(threads),
                },
                terminal.Error,
                cancellation);
            SequenceText.Write(
                terminal.Output.Profile.Out.Writer, report, opened, SharedOptions.ReplayOptions(choice, oracleName));
            return Task.FromResult(report.Passed ? ExitCode.Parity : ExitCode.Mismatch);
        });
        return command;
    }

    static SequenceReport Execute(SequenceRequest request, IAnsiConsole error, CancellationToken cancellation)
    {
        if (!error.Profile.Out.IsTerminal)
            return new SequenceRun(request).Execute(cancellation);
        return error.Progress().Start(context =>
        {
            ProgressTask task = context.AddTask("sequences", maxValue: request.Count);
            void Show(int done, int failed)
            {
                task.Value = done;
                task.Description = failed == 0 ? $"{done} sequences" : $"{done} sequences, {failed} failed";
            }

            return new SequenceRun(request with { Progress = Show }).Execute(cancellation);
        });
    }
}
