using System.CommandLine;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Fixtures;
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
            Description = "Cases to record; without any, the standard ones.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> fixtures = new("--fixtures")
        {
            Description = "Folder to record into, made when it is missing; the repository's own without it.",
        };
        Option<bool> overwrite = new("--overwrite") { Description = "Replaces fixtures of the same name." };
        var command = new Command("record", "Records what a live oracle answers as fixtures.") { descriptors, oracle, fixtures, overwrite };
        command.SetAction(parsed =>
        {
            string[] words = parsed.GetValue(descriptors) ?? [];
            IReadOnlyList<BatchNormCase> cases = words.Length > 0 ? [.. words.Select(CaseDescriptor.Parse)] : StandardRecordings.All;
            string folder = parsed.GetValue(fixtures) ?? FixtureFolder.Find();
            using IOracle opened = SharedOptions.Open(parsed.GetValue(oracle)!, null, terminal, OracleThreads);
            if (!opened.Live)
                throw new OracleUnavailableException("no live oracle can be loaded, and recordings are not recorded again");
            var steady = new SteadyOracle(opened);
            Recording[] recordings = [.. cases.Select(c => Record(steady, opened.Name, c))];
            IReadOnlyList<string> written = new FixtureWriter(folder, Origin(opened), parsed.GetValue(overwrite)).Write(recordings);
            Terminal.Line(terminal.Output, $"recorded {written.Count} fixtures from {opened.Name} {opened.Version} in {folder}");
        });
        return command;
    }

    static FixtureOrigin Origin(IOracle oracle) => new(
        $"{(oracle.Name == "pytorch" ? "PyTorch" : "TorchSharp")} {oracle.Version}",
        OracleThreads,
        $"{RuntimeInformation.RuntimeIdentifier}, {Machine.Simd()}");

    static Recording Record(SteadyOracle oracle, string name, BatchNormCase c)
    {
        Trial trial = CaseData.Generate(c);
        // What is kept for good is an answer that two calls agree on.
        return new Recording(FixtureName.For(name, c), trial, oracle.Confirm(trial, oracle.Run(trial)).Answer);
    }
}
