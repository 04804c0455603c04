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
        var options = new ReplayOptions();
        Command command = options.Of("replay", "Runs one case again and shows every number.");
        command.SetAction(parsed => Run(options, parsed, terminal));
        return command;
    }

    static int Run(ReplayOptions options, ParseResult parsed, Terminal terminal)
    {
        OwnBatch? own = options.Own.Of(parsed);
        string? word = parsed.GetValue(options.Descriptor);
        if (word is null == own is null)
            throw new UnusableException("replay takes a descriptor, or a batch of your own with --input; one of them");
        var choice = new KernelChoice(parsed.GetValue(options.Kernel)!, parsed.GetValue(options.KernelsFrom)!);
        using IsolatedKernels? isolated = SharedOptions.Isolated(parsed, options.Isolate, options.TimeLimit, choice);
        if (word?.StartsWith(SequenceDescriptor.Prefix, StringComparison.Ordinal) == true)
            return Sequence(word, options, parsed, choice, terminal);

        IReadOnlyList<KernelEntry> kernels = choice.Resolve();
        using IOracle opened = Open(word, options, parsed, terminal);
        Trial trial = own?.Read() ?? Trial(word!, opened, parsed.GetValue(options.Fixtures));
        DivergenceNote? known = DivergenceNote.Of(opened, trial.Case, parsed.GetValue(options.Fixtures));
        if (opened.WhyNot(trial.Case) is { } reason)
            throw new UnusableException(
                $"'{trial.Descriptor}' cannot be replayed against {opened.Name} {opened.Version}: {reason}{(known is null ? "" : $"{Environment.NewLine}this is {known}")}");
        if (CoveredCases.WhyNot(kernels, trial.Case) is { } uncovered)
            throw new UnusableException($"'{trial.Descriptor}' cannot be replayed: {uncovered}");

        string replay = ReplayLine.Of(word, options.Again(parsed, choice));
        TextWriter output = terminal.Output.Profile.Out.Writer;
        CaseComparison[] comparisons = Compare(
            opened, trial, kernels, (parsed.GetValue(options.Threads), isolated), said => output.WriteLine(
                FailureText.Of(
                    new UnsteadyAnswer(trial.Descriptor, said.First, said.Again, said.Calls, replay),
                    OracleIdentity.Of(opened)) + Environment.NewLine));
        ReplayText.Write(output, opened, comparisons, replay, parsed.GetValue(options.All), known);
        return comparisons.All(comparison => comparison.Passed || known?.Explains(comparison) == true) ? ExitCode.Parity : ExitCode.Mismatch;
    }

    static int Sequence(string word, ReplayOptions options, ParseResult parsed, KernelChoice choice, Terminal terminal)
    {
        SharedOptions.Refuse(
            parsed, "on a sequence, which runs in this process and shows all that it has", options.Isolate, options.Fixtures, options.All);
        ModuleSequence sequence = SequenceDescriptor.Parse(word);
        using TorchSharpOracle live = SharedOptions.OpenTorchSharp(parsed.GetValue(options.Oracle)!, "replay of a sequence");
        return SequenceReplay.Run(
            terminal.Output.Profile.Out.Writer, live, sequence, choice.Resolve(), options.SequenceThreads(parsed), options.Again(parsed, choice));
    }

    // What was recorded answers for a fixture unless a live oracle is asked, which then gets the fixture's inputs.
    static IOracle Open(string? word, ReplayOptions options, ParseResult parsed, Terminal terminal)
    {
        string name = parsed.GetValue(options.Oracle)!;
        bool fixture = word?.StartsWith(Fixture.Prefix, StringComparison.Ordinal) == true;
        if (!fixture && name == RecordedOracle.Key)
            throw new UnusableException(word is null
                ? "nothing is recorded for a batch of your own; --input takes a live oracle, and record --input makes a fixture"
                : $"'{word}' is a generated case; the recorded oracle replays fixture/NAME only");
        if (word is not null && !fixture)
            CaseDescriptor.Parse(word);
        return SharedOptions.Open(
            fixture && name == OracleCatalog.Auto ? RecordedOracle.Key : name, parsed.GetValue(options.Fixtures), terminal, parsed.GetValue(options.OracleThreads));
    }

    static Trial Trial(string word, IOracle oracle, string? fixtures)
    {
        if (!word.StartsWith(Fixture.Prefix, StringComparison.Ordinal))
            return CaseData.Generate(CaseDescriptor.Parse(word));
        FixtureSet set = (oracle as RecordedOracle)?.Fixtures ?? FixtureSet.Load(FixtureFolder.Find(fixtures));
        return set.Find(word)?.Trial ?? throw new UnusableException(
            $"there is no '{word}' in {set.Folder}; it holds {set.Fixtures.Count} fixtures{(set.Fixtures.Count > 0 ? $", such as {set.Fixtures[0].Trial.Descriptor}" : "")}");
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
}
