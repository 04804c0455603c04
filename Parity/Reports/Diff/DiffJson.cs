namespace Parity.Reports.Diff;

/// <summary>A difference as JSON, spelled as reports are.</summary>
public static class DiffJson
{
    /// <summary>The text: same difference, same bytes.</summary>
    public static string Write(ReportDiff diff) => JsonReport.Spelled(diff);
}
