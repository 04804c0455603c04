using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parity.Trust;

/// <summary>The trust report as Markdown, which is what the console shows too, and as JSON.</summary>
static class TrustText
{
    static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The report as JSON text.</summary>
    public static string Json(TrustReport report) => JsonSerializer.Serialize(report, options) + "\n";

    /// <summary>The report as a page.</summary>
    public static string Markdown(TrustReport report)
    {
        var page = new StringBuilder();
        Line(page, $"# How good the gate is");
        Line(page, $"");
        Line(page, $"{report.Oracle.Name} {report.Oracle.Version}, {report.Seeds} seeds from {report.Seed}, at most {report.Cases} cases each; {report.Environment.Cpu}, {report.Environment.Simd}, {report.Environment.Dotnet}.");
        Line(page, $"");
        Line(page, $"{report.Defects.Count - report.Escaped} of {report.Defects.Count} planted defects are caught; median over all of them: {Number(report.MedianOfMedians)} cases.");
        Line(page, $"");
        Defects(page, report);
        Power(page, report);
        return page.ToString();
    }

    static void Defects(StringBuilder page, TrustReport report)
    {
        Line(page, $"## Cases until a planted defect is caught");
        Line(page, $"");
        Line(page, $"| defect | what it gets wrong | median | least | most | seeds | first seen in |");
        Line(page, $"| --- | --- | ---: | ---: | ---: | ---: | --- |");
        foreach (DefectRow row in report.Defects)
            Line(page, $"| {row.Name} | {row.Summary.Replace("|", "\\|", StringComparison.Ordinal)} | {Number(row.Median)} | {Number(row.Least)} | {Number(row.Most)} | {row.Caught}/{report.Seeds} | {row.Quantity ?? "-"} |");
        Line(page, $"");
    }

    static void Power(StringBuilder page, TrustReport report)
    {
        Line(page, $"## Smallest change that is caught");
        Line(page, $"");
        Line(page, $"Results of {report.PowerKernel}, changed by 1, 2, 4, ... ULP; {report.Cases} cases of well-conditioned data, seed {report.Seed}. One element: towards zero or away; all: away.");
        Line(page, $"");
        Line(page, $"| quantity | dtype | mode | one element, ULP | all elements, ULP |");
        Line(page, $"| --- | --- | --- | ---: | ---: |");
        foreach (PowerRow row in report.Power)
            Line(page, $"| {row.Quantity} | {row.Dtype} | {row.Mode} | {Number(row.OneElement)} | {Number(row.AllElements)} |");
    }

    static string Number(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture) ?? "not caught";

    static void Line(StringBuilder page, FormattableString text) => page.Append(FormattableString.Invariant(text)).Append('\n');
}
