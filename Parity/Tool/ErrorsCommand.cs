using System.CommandLine;
using System.Globalization;
using Parity.BadUses;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Tool;

/// <summary><c>parity errors</c>: what the oracle makes of bad uses, beside what is known of it.</summary>
static class ErrorsCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> fixtures = SharedOptions.Fixtures();
        Option<bool> table = new("--table") { Description = "Prints the table of errors, ours beside PyTorch's, and asks nobody." };
        var command = new Command("errors", "Asks the oracle about bad uses and reports where it is known to depart from PyTorch.")
        {
            oracle, fixtures, table,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = terminal.Output.Profile.Out.Writer;
            if (parsed.GetValue(table))
            {
                output.Write(BadUseTable.Markdown());
                return ExitCode.Parity;
            }

            string name = parsed.GetValue(oracle)!;
            using IOracle opened = SharedOptions.Open(name, parsed.GetValue(fixtures), terminal);
            if (opened is not IBadUseOracle asked)
                throw new OracleUnavailableException("bad uses are put to a live oracle; no live one can be loaded, or another was named");
            return Report(output, BadUseRun.Of(asked, DivergenceFile.Read(FixtureFolder.Find(parsed.GetValue(fixtures)))), asked);
        });
        return command;
    }

    static int Report(TextWriter output, BadUseRun run, IBadUseOracle oracle)
    {
        bool passed = run.Check.Problems.Count == 0;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(passed ? "PASSED" : "FAILED")}  {run.Asked} bad uses put to {oracle.Name} {oracle.Version}; {run.Check.Known.Count} known divergences, {run.Check.Problems.Count} new or gone"));
        foreach (BadUse use in run.NotAsked)
            output.WriteLine($"  not asked  {use.Name}: it cannot be expressed there, or could end this process");
        foreach (Divergence known in run.Check.Known)
            output.WriteLine($"  known      {known.Case}: {known.Note}; it says {Quoted(known.Says)}, PyTorch {Quoted(known.PyTorch)}; ours follows {known.Follow}");
        foreach (DivergenceProblem problem in run.Check.Problems)
            output.WriteLine($"  FAILED     {problem}");
        return passed ? ExitCode.Parity : ExitCode.Mismatch;
    }

    static string Quoted(string? text) => text is null ? "nothing" : $"'{text}'";
}
