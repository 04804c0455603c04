using System.CommandLine;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Tool;

/// <summary><c>parity record</c>: writes fixtures from a live oracle.</summary>
static class RecordCommand
{
    // The thread count changes bits on some of libtorch's paths.
    const int OracleThreads = 1;

    public static Command Create(Terminal terminal)
    {
        Argument<string[]> descriptors = new("descriptor")
        {
            Description = "Cases to record, or fixtures such as fixture/NAME whose inputs are recorded once more; without any, the standard cases.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> fixtures = new("--fixtures")
        {
            Description = "Folder to record into, made when it is missing; the repository's own without it.",
        };
        Option<bool> overwrite = new("--overwrite") { Description = "Replaces fixtures of the same name." };
        var own = new InputOptions();
        var command = new Command("record", "Records what a live oracle answers as fixtures.") { descriptors, oracle, fixtures, overwrite };
        own.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] words = parsed.GetValue(descriptors) ?? [];
            if (words.CountBy(word => word).FirstOrDefault(word => word.Value > 1).Key is { } twice)
                throw new UnusableException($"'{twice}' is there twice; one fixture is one case");
            OwnBatch? batch = own.Of(parsed);
            if (batch is not null && words.Length > 0)
                throw new UnusableException("record takes descriptors, or a batch of your own with --input; one of them");
            Trial[] trials = batch is not null ? [batch.Read()] : words.Length > 0 ? Trials(words) : [.. StandardRecordings.All.Select(CaseData.Generate)];
            string folder = parsed.GetValue(fixtures) ?? FixtureFolder.Find();
            if (File.Exists(folder))
                throw new UnusableException($"--fixtures {folder} is a file; it takes a folder of fixtures, or a new one");
            using IOracle opened = SharedOptions.Open(parsed.GetValue(oracle)!, null, terminal, OracleThreads);
            if (opened.Caution is not null)
                throw new OracleUnavailableException($"no library can be loaded, and what is {opened.Name} is not recorded again");
            (Trial Trial, string Reason)[] refused = [.. trials.Select(trial => (trial, (opened.WhyNot(trial.Case) ?? LibtorchDefects.WhyNot(trial.Case))!)).Where(entry => entry.Item2 is not null)];
            if ((words.Length > 0 || batch is not null) && refused.Length > 0)
                throw new UnusableException($"'{refused[0].Trial.Descriptor}' cannot be recorded from {opened.Name} {opened.Version}: {refused[0].Reason}");
            foreach ((Trial trial, string reason) in refused)
                Terminal.Line(terminal.Error, $"{trial.Descriptor} is left out: {reason}");
            foreach (Trial asked in trials.Except(refused.Select(entry => entry.Trial)))
                if (DivergenceNote.Of(opened, asked.Case, null) is { } note)
                    throw new UnusableException($"'{asked.Descriptor}' is not recorded from {opened.Name} {opened.Version}: this is {note}");
            var steady = new SteadyOracle(opened);
            Recording[] recordings = [.. trials.Except(refused.Select(entry => entry.Trial)).Select(trial => Record(steady, opened.Name, trial))];
            IReadOnlyList<string> written = new FixtureWriter(folder, Origin(opened), parsed.GetValue(overwrite)).Write(recordings);
            Terminal.Line(terminal.Output, $"recorded {written.Count} fixtures from {opened.Name} {opened.Version} in {folder}");
        });
        return command;
    }

    static FixtureOrigin Origin(IOracle oracle) => new(
        $"{(oracle.Name == "pytorch" ? "PyTorch" : "TorchSharp")} {oracle.Version}",
        OracleThreads,
        $"{RuntimeInformation.RuntimeIdentifier}, {Machine.Simd()}");

    // Fixtures are the repository's own, whatever folder is recorded into.
    static Trial[] Trials(string[] words)
    {
        var fixtures = new Lazy<FixtureSet>(() => FixtureSet.Load(FixtureFolder.Find()));
        return
        [
            .. words.Select(word => !word.StartsWith(Fixture.Prefix, StringComparison.Ordinal)
                ? CaseData.Generate(CaseDescriptor.Parse(word))
                : fixtures.Value.Find(word)?.Trial ?? throw new UnusableException($"there is no '{word}' in {fixtures.Value.Folder}")),
        ];
    }

    // What is kept for good is an answer that two calls agree on.
    static Recording Record(SteadyOracle oracle, string name, Trial trial) =>
        new(FixtureName.For(name, trial), trial, oracle.Confirm(trial, oracle.Run(trial)).Answer);
}
