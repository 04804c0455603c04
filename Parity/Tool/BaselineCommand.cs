using System.CommandLine;
using Parity.Baselines;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;

namespace Parity.Tool;

/// <summary><c>parity baseline</c>: compares kernels with what is on record, or puts them on record.</summary>
static class BaselineCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> file = new("--file") { Description = "The baseline; fixtures/baseline.json of the repository without it." };
        Option<bool> update = new("--update") { Description = "Puts what the kernels do now on record, and tells what moved." };
        Option<string> kernel = SharedOptions.Kernel();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<string?> inPlaceOf = BaselineOptions.InPlaceOf();
        Option<string> oracle = SharedOptions.Oracle();
        var command = new Command("baseline", "Compares kernels with fixtures/baseline.json, without a check; --update rewrites it.")
        {
            file, update, kernel, kernelsFrom, inPlaceOf, oracle,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var choice = new KernelChoice(parsed.GetValue(kernel)!, parsed.GetValue(kernelsFrom)!);
            IReadOnlyList<KernelEntry> kernels = choice.Resolve();
            string path = BaselineFile.Find(parsed.GetValue(file));
            using IOracle opened = SharedOptions.Open(parsed.GetValue(oracle)!, null, terminal, BaselineRun.Threads);
            TextWriter output = terminal.Output.Profile.Out.Writer;
            if (!parsed.GetValue(update))
            {
                BaselineComparison comparison = BaselineCheck.Measure(path, kernels, parsed.GetValue(inPlaceOf), opened, cancellation: cancellation);
                Tell(output, comparison);
                return Task.FromResult(comparison.Passed ? ExitCode.Parity : ExitCode.Mismatch);
            }

            if (parsed.GetValue(inPlaceOf) is not null)
                throw new UnusableException("--update records kernels under their own names; it takes no --in-place-of");
            if (opened.Caution is not null)
                throw new OracleUnavailableException("--update takes a live oracle, for what the baseline says about agreement");
            return Task.FromResult(Update(path, kernels, opened, output, cancellation));
        });
        return command;
    }

    static int Update(string path, IReadOnlyList<KernelEntry> kernels, IOracle oracle, TextWriter output, CancellationToken cancellation)
    {
        Baseline? before = File.Exists(path) ? BaselineFile.Read(path) : null;
        // The file says how many cases it is over; one that is made anew has the standard ones.
        Baseline now = BaselineRun.Measure(kernels, oracle, before?.Seed ?? BaselineRun.Seed, before?.Cases ?? BaselineRun.Cases, cancellation: cancellation);
        if (now.Rows.FirstOrDefault(row => row.WorstError > 1 || row.Passed < row.Answered) is { } broken)
        {
            output.WriteLine($"FAILED  {broken.Kernel} {broken.Quantity} {broken.Dtype} {broken.Mode} does not pass; nothing was written");
            return ExitCode.Mismatch;
        }

        BaselineRow[] kept = [.. (before?.Rows ?? []).Where(row => now.Rows.All(measured => measured.Kernel != row.Kernel))];
        if (kept.Length > 0 && (before!.Environment != now.Environment || before.Drawn != now.Drawn))
            throw new UnusableException(
                $"'{path}' has other kernels too, over other cases or in another environment ({before.Environment}); update all kernels at once");
        if (before is not null && before.Drawn == now.Drawn)
            Tell(output, BaselineCheck.Compare(path, before, now));
        else
            output.WriteLine(before is null ? $"  baseline  new: {now.Rows.Count} rows" : $"  baseline  over other cases than before: {now.Rows.Count} rows, nothing to compare with");
        BaselineFile.Write(path, now with { Rows = [.. now.Rows, .. kept] });
        output.WriteLine($"  recorded  {now.Rows.Count} rows in {path}, {now.Environment}");
        return ExitCode.Parity;
    }

    static void Tell(TextWriter output, BaselineComparison comparison)
    {
        foreach (string line in BaselineText.Lines(comparison))
            output.WriteLine(line);
    }
}
