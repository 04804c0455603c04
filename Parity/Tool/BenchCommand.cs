using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Parity.Benchmarks;
using Parity.Cases;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tensors;
using Spectre.Console;

namespace Parity.Tool;

/// <summary><c>parity bench</c>: kernels against the oracle in the same run, as ratios of time.</summary>
static class BenchCommand
{
    const string DefaultKernel = "simd";

    public static Command Create(Terminal terminal)
    {
        Option<string> kernel = SharedOptions.Kernel(DefaultKernel);
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<string> oracle = SharedOptions.TorchSharpAlone();
        Option<string[]> shapes = new("--shape")
        {
            Description = $"A shape to time, given again for more: {BenchShapes.Spelling}. Without any, the standard ones.",
        };
        Option<string> modes = new("--mode")
        {
            Description = "What to time: one or more of train, eval, backward, joined by commas.",
            DefaultValueFactory = _ => string.Join(',', BenchModeNames.All.Select(mode => mode.Word())),
        };
        Option<string> threads = new("--threads")
        {
            Description = "Thread counts, joined by commas; kernel, oracle and copy have the same.",
            DefaultValueFactory = _ => string.Join(',', new[] { 1, Environment.ProcessorCount }),
        };
        Option<int> rounds = new Option<int>("--rounds")
        {
            Description = "Rounds of kernel, oracle and plain copy in turn.",
            DefaultValueFactory = _ => 9,
        }.AtLeast(1);
        Option<string?> json = new("--json") { Description = "File to write the report to, as JSON." };
        Option<bool> gate = new("--gate") { Description = "Times check itself: cases a second, the oracle's share and memory, by kind of case and number of jobs." };
        Option<int> cases = new Option<int>("--cases")
        {
            Description = "Cases of each kind, with --gate.",
            DefaultValueFactory = _ => 1000,
        }.AtLeast(1);
        var command = new Command("bench", "Times kernels against the oracle on the same data in the same run, answers compared first.")
        {
            kernel, kernelsFrom, oracle, shapes, modes, threads, rounds, json, gate, cases,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(gate))
            {
                SharedOptions.Refuse(parsed, "with --gate", shapes, modes, threads, rounds, json);
                string all = parsed.GetResult(kernel) is { Implicit: false } ? parsed.GetValue(kernel)! : KernelChoice.All;
                var judged = new KernelChoice(all, parsed.GetValue(kernelsFrom)!).Resolve();
                return Task.FromResult(TimeGate(judged, parsed.GetValue(cases), parsed.GetValue(oracle)!, terminal, cancellation));
            }

            SharedOptions.Refuse(parsed, "without --gate", cases);
            string[] words = parsed.GetValue(shapes) ?? [];
            IReadOnlyList<BatchNormCase> timed = words.Length > 0 ? [.. words.Select(BenchShapes.Parse)] : BenchShapes.Standard;
            List<BenchMode> chosen = Modes(parsed.GetValue(modes)!);
            List<int> counts = ThreadCounts(parsed.GetValue(threads)!);
            var kernels = new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!).Resolve();
            string? file = parsed.GetValue(json);
            // Told before minutes are spent on what cannot be written.
            UnusableException.ThrowIfFolder(file, $"--json {file}", "it takes the name of a file");
            if (file is not null)
                ReportFolder.EnsureWritable(Path.GetDirectoryName(Path.GetFullPath(file))!);
            WarnOfSlowBuild(terminal);
            using TorchSharpOracle opened = SharedOptions.OpenTorchSharp(parsed.GetValue(oracle)!, "bench");
            var request = new BenchRequest
            {
                Shapes = timed,
                Kernels = kernels,
                Modes = chosen,
                Threads = counts,
                Rounds = parsed.GetValue(rounds),
                Oracle = opened,
                Open = trial => new TorchSharpBench(trial),
            };
            BenchReport report = Shown(terminal.Error, show => new BenchRun(request with { Progress = show }).Execute(cancellation));
            BenchText.Write(terminal.Output.Profile.Out.Writer, report);
            if (file is not null)
                File.WriteAllText(file, BenchJson.Write(report));
            return Task.FromResult(report.Failures.Count > 0 ? ExitCode.Mismatch : ExitCode.Parity);
        });
        return command;
    }

    static int TimeGate(IReadOnlyList<KernelEntry> kernels, int cases, string oracle, Terminal terminal, CancellationToken cancellation)
    {
        WarnOfSlowBuild(terminal);
        using TorchSharpOracle opened = SharedOptions.OpenTorchSharp(oracle, "bench");
        var bench = new GateBench { Cases = cases, Kernels = kernels, Oracle = opened };
        GateReport report = Shown(terminal.Error, show => (bench with { Progress = show }).Execute(cancellation));
        GateBenchText.Write(terminal.Output.Profile.Out.Writer, report);
        return report.Failed > 0 ? ExitCode.Mismatch : ExitCode.Parity;
    }

    static List<BenchMode> Modes(string text) =>
        [.. text.Split(',').Distinct().Select(word => BenchModeNames.Parse(word)
            ?? throw new UnusableException($"there is no mode '{word}'; allowed are train, eval, backward"))];

    static List<int> ThreadCounts(string text) =>
        [.. text.Split(',').Distinct().Select(word =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1
                ? count
                : throw new UnusableException($"--threads is '{text}'; allowed are whole numbers from 1, joined by commas"))];

    static void WarnOfSlowBuild(Terminal terminal)
    {
        if (typeof(BenchCommand).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            Terminal.Line(terminal.Error, "this is a Debug build: its times say nothing; ./run.sh bench makes a Release build");
    }

    // What is at hand is told on a terminal only.
    static T Shown<T>(IAnsiConsole error, Func<Action<string, int, int>?, T> work) => !error.Profile.Out.IsTerminal
        ? work(null)
        : error.Status().Start("", context => work((what, done, all) => context.Status = Markup.Escape($"{done} of {all}: {what}")));
}
