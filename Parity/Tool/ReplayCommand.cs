using System.CommandLine;
using Parity.Cases;
using Parity.Comparison;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Sequences;

namespace Parity.Tool;

/// <summary><c>parity replay</c>: one case again, every number shown.</summary>
static class ReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> descriptor = new("descriptor")
        {
            Description = "A case such as bn2d/4x3x32x32/seed=42, a fixture such as fixture/NAME, or a sequence such as seq/bn1d/c3,step:4x3,eval,step:2x3.",
        };
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> fixtures = SharedOptions.Fixtures();
        Option<int> threads = SharedOptions.Threads();
        Option<int> oracleThreads = SharedOptions.OracleThreads();
        Option<bool> isolate = SharedOptions.Isolate();
        Option<double> timeLimit = SharedOptions.TimeLimit();
        Option<bool> all = new("--all") { Description = "Every element, not only the worst ones of large tensors." };
        var command = new Command("replay", "Runs one case again and shows every number.")
        {
            descriptor, kernel, kernelsFrom, oracle, fixtures, threads, oracleThreads, isolate, timeLimit, all,
        };
        command.SetAction(parsed =>
        {
            string word = parsed.GetValue(descriptor)!, oracleName = parsed.GetValue(oracle)!;
            var choice = new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!);
            IReadOnlyList<KernelEntry> kernels = choice.Resolve();
            string options = SharedOptions.ReplayOptions(choice, oracleName, parsed.GetValue(oracleThreads))
                + SharedOptions.IsolateOptions(parsed, isolate, timeLimit);
            using IsolatedKernels? isolated = SharedOptions.Isolated(parsed, isolate, timeLimit, choice);
            if (word.StartsWith(SequenceDescriptor.Prefix, StringComparison.Ordinal))
            {
                if (isolated is not null)
                    throw new UnusableException("--isolate replays cases; a sequence runs in this process");
                ModuleSequence sequence = SequenceDescriptor.Parse(word);
                using TorchSharpOracle live = SharedOptions.OpenTorchSharp(oracleName, "replay of a sequence");
                return SequenceReplay.Run(
                    terminal.Output.Profile.Out.Writer, live, sequence, kernels, parsed.GetValue(threads), options);
            }

            // Only the recorded oracle knows a fixture's numbers.
            bool recorded = word.StartsWith(Fixture.Prefix, StringComparison.Ordinal);
            BatchNormCase? generated = recorded ? null : CaseDescriptor.Parse(word);
            if (generated is not null && oracleName == RecordedOracle.Key)
                throw new UnusableException($"'{word}' is a generated case; the recorded oracle replays fixture/NAME only");
            using IOracle opened = SharedOptions.Open(
                recorded ? RecordedOracle.Key : oracleName, parsed.GetValue(fixtures), terminal, parsed.GetValue(oracleThreads));
            Trial trial = generated is not null ? CaseData.Generate(generated) : Recorded((RecordedOracle)opened, word);

            DivergenceNote? known = DivergenceNote.Of(opened, trial.Case, parsed.GetValue(fixtures));
            if (opened.WhyNot(trial.Case) is { } reason)
                throw new UnusableException(
                    $"'{word}' cannot be replayed against {opened.Name} {opened.Version}: {reason}{(known is null ? "" : $"{Environment.NewLine}this is {known}")}");
            if (CoveredCases.WhyNot(kernels, trial.Case) is { } uncovered)
                throw new UnusableException($"'{word}' cannot be replayed: {uncovered}");

            string replay = $"./run.sh replay {word}{options}";
            TextWriter output = terminal.Output.Profile.Out.Writer;
            CaseComparison[] comparisons = Compare(opened, trial, kernels, (parsed.GetValue(threads), isolated), said => output.WriteLine(
                FailureText.Of(
                    new UnsteadyAnswer(word, said.First, said.Again, said.Calls, replay),
                    OracleIdentity.Of(opened)) + Environment.NewLine));
            ReplayText.Write(output, opened, comparisons, replay, parsed.GetValue(all), known);
            return comparisons.All(comparison => comparison.Passed || known?.Explains(comparison) == true) ? ExitCode.Parity : ExitCode.Mismatch;
        });
        return command;
    }

    static CaseComparison[] Compare(
        IOracle opened, Trial trial, IReadOnlyList<KernelEntry> kernels, (int Threads, IsolatedKernels? Isolated) how, Action<Unsteady> unsteady)
    {
        var oracle = new SteadyOracle(opened);
        var bits = new LibraryBits(opened);
        TrialTruth truth = bits.TruthOf(trial);
        CaseComparison[] With(BatchNormResult expected)
        {
            var check = new ParityCheck(truth, expected, bits.Known(trial, expected));
            return
            [
                .. kernels.Where(entry => CoveredCases.WhyNot(entry, trial.Case) is null)
                    .Select(entry => check.Compare(entry, how.Threads, how.Isolated)),
            ];
        }

        BatchNormResult expected = oracle.Run(trial);
        CaseComparison[] comparisons = With(expected);
        if (comparisons.All(comparison => comparison.Passed))
            return comparisons;
        SteadyAnswer<BatchNormResult> steady = oracle.Confirm(trial, expected);
        if (steady.Unsteady is not { } said)
            return comparisons;
        unsteady(said);
        return With(steady.Answer);
    }

    static Trial Recorded(RecordedOracle oracle, string descriptor) =>
        oracle.Fixtures.Find(descriptor)?.Trial ?? throw new UnusableException(
            $"there is no '{descriptor}' in {oracle.Fixtures.Folder}; it holds {oracle.Trials.Count} fixtures, such as {oracle.Trials[0].Descriptor}");
}
