using System.CommandLine;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tool;

/// <summary><c>parity diff</c>: what changed from one report to another.</summary>
static class DiffCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> before = new("A") { Description = "The report to compare with: its folder, or its report.json." };
        Argument<string> after = new("B") { Description = "The report that may have become worse." };
        Option<string?> json = new("--json") { Description = "File for the difference as JSON." };
        Option<string?> markdown = new("--markdown") { Description = "File for the difference as Markdown." };
        var command = new Command("diff", "Shows what changed from report A to report B, worst first; exit code 1 when B is worse.")
        {
            before, after, json, markdown,
        };
        command.SetAction(parsed =>
        {
            (string one, string other) = (parsed.GetValue(before)!, parsed.GetValue(after)!);
            ReportDiff diff = ReportDiff.Of(ReportFolder.Read(one), ReportFolder.Read(other));
            if (diff.SameCases)
                diff = diff with { Cases = JournalDiff.Of(one, other) };
            if (parsed.GetValue(json) is { } jsonFile)
                ReportFolder.WriteFile(jsonFile, DiffJson.Write(diff));
            if (parsed.GetValue(markdown) is { } markdownFile)
                ReportFolder.WriteFile(markdownFile, DiffText.Markdown(diff));
            terminal.Output.Profile.Out.Writer.Write(DiffText.Console(diff));
            return diff.Worse ? ExitCode.Mismatch : ExitCode.Parity;
        });
        return command;
    }
}
