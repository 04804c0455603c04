using Parity.Oracles;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tool;

/// <summary>
/// A small run against libtorch's emulated arithmetic, reports and all, on another core while the library itself is loaded:
/// what the real run needs is compiled by then.
/// </summary>
static class WarmUp
{
    const int Cases = 16;

    static readonly Lazy<Task> once = new(() => Environment.ProcessorCount > 1 ? Task.Run(Run) : Task.CompletedTask);

    /// <summary>Begins it, where there is another core; once in a process.</summary>
    /// <returns>What fails where the run failed.</returns>
    public static Task Begin() => once.Value;

    static void Run()
    {
        using var emulated = new EmulatedOracle();
        var plan = new RunPlan { Cases = Cases, Seed = 0, Kernels = KernelCatalog.All, Oracle = emulated, Jobs = 1 };
        ParityReport report = new ParityRun(plan).Execute();
        foreach (Func<ParityReport, string> write in (Func<ParityReport, string>[])[JsonReport.Write, MarkdownReport.Write, HtmlReport.Write, JunitReport.Write])
            write(report);
        ConsoleReport.Write(Terminal.On(TextWriter.Null), report, []);
    }
}
