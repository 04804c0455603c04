using System.CommandLine;
using System.Globalization;
using Parity.BadUses;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Rendering;
using Parity.Reports;

namespace Parity.Tool;

/// <summary><c>parity errors</c>: what the oracle makes of bad uses, beside what is known of it, and what our modules make of them, beside PyTorch.</summary>
static class ErrorsCommand
{
    const int Width = 80, LabelWidth = 13, VerdictWidth = 8;

    public static Command Create(Terminal terminal)
    {
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> fixtures = SharedOptions.Fixtures();
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<bool> table = new("--table") { Description = "Prints the table of errors, ours beside PyTorch's, and asks nobody." };
        var command = new Command("errors", "Puts bad uses to the oracle, which may depart from PyTorch where that is known, and to the kernels' modules, which may not.")
        {
            kernel, kernelsFrom, oracle, fixtures, table,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = terminal.Output.Profile.Out.Writer;
            if (parsed.GetValue(table))
            {
                output.Write(BadUseTable.Markdown());
                return ExitCode.Parity;
            }

            var choice = new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!);
            var ours = OwnUses.Of(choice.Resolve(), choice.ReplayOptions());
            string name = parsed.GetValue(oracle)!;
            using IOracle opened = SharedOptions.Open(name, parsed.GetValue(fixtures), terminal);
            if (opened is not IBadUseOracle asked)
                throw new OracleUnavailableException("bad uses are put to a live oracle; no live one can be loaded, or another was named");
            return Report(output, BadUseRun.Of(asked, DivergenceFile.Read(FixtureFolder.Find(parsed.GetValue(fixtures))), ours), asked);
        });
        return command;
    }

    static int Report(TextWriter output, BadUseRun run, IBadUseOracle oracle)
    {
        WriteHead(output, run, $"{oracle.Name} {oracle.Version}");
        // What is known fills screens, and nobody looks for it where something fails.
        if (!run.Passed)
        {
            foreach (DivergenceProblem problem in run.Ours.Problems.Concat(run.Check.Problems))
            {
                output.WriteLine(FailureText.Wrapped($"  FAILED     {problem.Text}:", Width, LabelWidth));
                output.WriteLine(problem.Line);
            }

            return ExitCode.Mismatch;
        }

        foreach (BadUse use in run.NotAsked)
            output.WriteLine($"  not asked  {use.Name}: it cannot be expressed there, or could end this process");
        foreach (Divergence known in run.Check.Known)
            output.WriteLine($"  known      {known.Case}: {known.Note}; it says {Quoted(known.Says)}, PyTorch {Quoted(known.PyTorch)}; ours follows {known.Follow}");
        return ExitCode.Parity;
    }

    static void WriteHead(TextWriter output, BadUseRun run, string oracle)
    {
        (int known, int problems, int otherwise) = (run.Check.Known.Count, run.Check.Problems.Count, run.Ours.Problems.Count);
        string[] lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"{(run.Passed ? "PASSED" : "FAILED")}  {run.Asked} bad uses put to {oracle}, {run.NotAsked.Count} not asked"),
            string.Create(CultureInfo.InvariantCulture, $"        {known} known divergences, {problems} new or gone"),
            string.Create(CultureInfo.InvariantCulture, $"        {run.Ours.Asked} put to our modules, {(otherwise == 0 ? "all answered as PyTorch does" : $"{otherwise} answered otherwise than PyTorch does")}"),
        ];
        foreach (string line in lines)
            output.WriteLine(FailureText.Wrapped(line, Width, VerdictWidth));
    }

    static string Quoted(string? text) => text is null ? "nothing" : $"'{BadUse.OneLine(text)}'";
}
