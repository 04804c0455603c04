using System.CommandLine;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tool;

/// <summary><c>parity merge</c>: the reports of a run's parts as the report of the whole run.</summary>
static class MergeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> parts = new("report")
        {
            Description = "Every part's report: its folder, or its report.json.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> folder = SharedOptions.Report();
        var command = new Command("merge", "Joins the reports of all parts of a run (check --shard) into the report of the whole run.")
        {
            parts, folder,
        };
        command.SetAction(parsed =>
        {
            string report = parsed.GetValue(folder)!;
            (string Name, ParityReport Report)[] read = [.. parsed.GetValue(parts)!.Select(part => (part, ReportFolder.Read(part)))];
            ParityReport merged = ShardMerge.Merge(read);
            using FolderLock held = FolderLock.Take(report);
            return CheckCommand.Finish(merged, report, terminal);
        });
        return command;
    }
}
