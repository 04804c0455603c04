using System.CommandLine;
using Parity.Cases;
using Parity.Kernels;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Trust;
using Spectre.Console;

namespace Parity.Tool;

/// <summary><c>parity trust</c>: what the gate catches, how soon, and how small a change it sees.</summary>
static class TrustCommand
{
    const string PowerKernel = "manual";

    // What the name of a kernel that is wrong on purpose begins with.
    const string Planted = "planted:";

    public static Command Create(Terminal terminal)
    {
        Option<int> seeds = new Option<int>("--seeds")
        {
            Description = "Number of seeds; each hunts every planted defect.",
            DefaultValueFactory = _ => 20,
        }.AtLeast(1);
        Option<int> seed = new Option<int>("--seed")
        {
            Description = "The first seed; the others follow it.",
            DefaultValueFactory = _ => 42,
        }.AtLeast(0);
        Option<int> cases = new Option<int>("--cases")
        {
            Description = "Most cases of each seed.",
            DefaultValueFactory = _ => 1000,
        }.AtLeast(1);
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        Option<string> oracle = SharedOptions.Oracle();
        Option<string?> json = new("--json") { Description = "File for the numbers." };
        Option<string?> markdown = new("--markdown") { Description = "File for the page." };
        Option<bool> standards = new("--standards")
        {
            Description = "Holds every planted defect to each standard that a kernel may declare, and shows which of them sees it; no power curve.",
        };
        Option<bool> library = new("--library")
        {
            Description = "Plants faults in the library's answer instead, and shows how large they must be to be seen by bounds and by bits; asks no oracle.",
        };
        var command = new Command("trust", "Counts the cases until each planted defect is caught, and measures the smallest change that is.")
        {
            seeds, seed, cases, kernelsFrom, oracle, json, markdown, standards, library,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(library))
            {
                string faults = LibraryFaults.Text(LibraryFaults.Cases.TakeWhile(_ => !cancellation.IsCancellationRequested).SelectMany(LibraryFaults.Of));
                if (parsed.GetValue(markdown) is { } page)
                    ReportFolder.WriteFile(page, faults);
                terminal.Output.Profile.Out.Writer.Write(faults);
                return Task.FromResult(cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Parity);
            }

            KernelEntry[] defects = Defects(parsed.GetValue(kernelsFrom)!);
            // A file that cannot be written should not cost the run.
            foreach (string file in new[] { parsed.GetValue(json), parsed.GetValue(markdown) }.OfType<string>())
                ReportFolder.EnsureWritable(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using IOracle opened = SharedOptions.Open(parsed.GetValue(oracle)!, null, terminal);
            if (!opened.Live)
                throw new OracleUnavailableException("no live oracle can be loaded, and the recorded one answers no drawn cases");
            if (parsed.GetValue(standards))
            {
                int[] each = [.. Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(seeds))];
                string table = StandardsTable.Of(defects, opened, each, parsed.GetValue(cases), cancellation);
                if (parsed.GetValue(markdown) is { } file)
                    File.WriteAllText(file, table);
                terminal.Output.Profile.Out.Writer.Write(table);
                return Task.FromResult(ExitCode.Parity);
            }

            TrustReport report = Measure(
                opened, defects, (parsed.GetValue(seed), parsed.GetValue(seeds), parsed.GetValue(cases)), terminal.Error, cancellation);
            string text = TrustText.Markdown(report);
            if (parsed.GetValue(json) is { } jsonFile)
                File.WriteAllText(jsonFile, TrustText.Json(report));
            if (parsed.GetValue(markdown) is { } markdownFile)
                File.WriteAllText(markdownFile, text);
            terminal.Output.Profile.Out.Writer.Write(text);
            return Task.FromResult(report.Escaped == 0 ? ExitCode.Parity : ExitCode.Mismatch);
        });
        return command;
    }

    static KernelEntry[] Defects(string[] files)
    {
        KernelEntry[] defects =
        [
            .. KernelAssembly.LoadAll(files).Where(entry => entry.Name.StartsWith(Planted, StringComparison.Ordinal)),
        ];
        return defects.Length > 0 ? defects : throw new UnusableException(
            $"there are no defects to hunt: --kernels-from takes an assembly with kernels named {Planted}NAME, as ./run.sh trust gives it");
    }

    // Where data are hard on floating point a right kernel may itself be far off, and a change of that size is no defect.
    static string? WhyIllConditioned(BatchNormCase c) =>
        DataPatterns.WellConditioned.Contains(c.Pattern) && c.Eps is > 1e-8 and < 1 ? null : "the data or eps are not well conditioned";

    static TrustReport Measure(
        IOracle oracle,
        KernelEntry[] defects,
        (int Seed, int Seeds, int Cases) run,
        IAnsiConsole error,
        CancellationToken cancellation)
    {
        void Show(int done)
        {
            if (error.Profile.Out.IsTerminal)
                Terminal.Line(error, FormattableString.Invariant($"{done} of {run.Seeds} seeds"));
        }

        int[] seeds = [.. Enumerable.Range(run.Seed, run.Seeds)];
        IReadOnlyList<DefectRow> rows = new DefectTrials(defects, oracle, run.Cases).Run(seeds, Show, cancellation);
        using var trials = new AnsweredTrials(CaseData.Trials(run.Seed, run.Cases, c => oracle.WhyNot(c) ?? LibtorchDefects.WhyNot(c) ?? WhyIllConditioned(c)), oracle.Run);
        IEnumerable<AnsweredTrial> untilCancelled = trials.All().TakeWhile(_ => !cancellation.IsCancellationRequested);
        IReadOnlyList<PowerRow> power =
            new PowerCurve(KernelCatalog.All.Single(entry => entry.Name == PowerKernel)).Measure(untilCancelled);
        cancellation.ThrowIfCancellationRequested();
        return new TrustReport
        {
            Oracle = OracleIdentity.Of(oracle),
            Environment = Machine.Describe(Environment.ProcessorCount, TorchSharpLoader.Note),
            Seed = run.Seed,
            Seeds = run.Seeds,
            Cases = run.Cases,
            Defects = rows,
            PowerKernel = PowerKernel,
            Power = power,
        };
    }
}
