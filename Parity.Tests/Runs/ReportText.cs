using Parity.Rendering;
using Parity.Reports;

namespace Parity.Tests.Runs;

/// <summary>A failed run as a test's message: what, where, by how much, who is right, how to see it again.</summary>
static class ReportText
{
    const int MostFailures = 5;

    public static string Failures(ParityReport report)
    {
        IEnumerable<string> failures = report.Disagreements.Where(d => d.Fails)
            .Select(d => FailureText.Of(d, report.Oracle))
            .Concat(report.OracleFailures.Select(f => FailureText.Of(f, report.Oracle)));
        return string.Join("\n\n", failures.Take(MostFailures).Prepend($"seed {report.Seed}, {report.Judged} of {report.Cases} cases judged"));
    }
}
