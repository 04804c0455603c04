using System.CommandLine;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tool;

/// <summary><c>parity merge</c>: a run's parts as the report of the whole run.</summary>
static class MergeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> parts = new("report")
        {
            Description = "Every part: the folder of its report, or the journal.jsonl in it.",
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
            ParityReport merged = ShardMerge.Merge([.. parsed.GetValue(parts)!.Select(part => (part, Read(part)))]);
            using FolderLock held = FolderLock.Take(report);
            return CheckCommand.Finish(merged, report, terminal);
        });
        return command;
    }

    // A report is named as readily as the folder that it is in, or the journal beside it.
    static RecordedRun Read(string part)
    {
        string folder = Path.GetFileName(part) == ReportFolder.JsonFile ? Path.GetDirectoryName(Path.GetFullPath(part))! : part;
        string journal = Directory.Exists(folder) ? Path.Combine(folder, Journal.FileName) : folder;
        if (!File.Exists(journal))
            throw new UnusableException($"there is no journal '{journal}'; a part is the folder that check --shard reported to");
        try
        {
            return RecordedRun.Read(journal);
        }
        catch (UnusableException problem)
        {
            throw new UnusableException($"'{journal}' cannot be merged: {problem.Message}");
        }
    }
}
