using System.Security.Cryptography;
using System.Text;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>The report as one self-contained page: no network, light and dark, readable narrow and printed.</summary>
static class HtmlReport
{
    /// <summary>The report as an HTML page.</summary>
    public static string Write(ParityReport report)
    {
        var summary = new ReportSummary(report);
        IReadOnlyList<MeasuredErrors> measured = AccuracySection.Answers(report);
        string style = EmbeddedText.Read("report.css");
        string script = EmbeddedText.Read("report.js");
        // The policy lets nothing be loaded and nothing run but the two texts below, even if a value slipped through.
        string policy = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'";
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{summary.Headline}</title>
            <style>{Html.OwnText(style)}</style>
            </head>
            <body>
            {VerdictSection.Write(report)}
            <main>
            {FailureSection.Write(report)}
            {OracleFailureSection.Write(report)}
            {UnsteadySection.Write(report)}
            {BaselineSection.Write(report)}
            {(report.Divergences is { Passed: false } ? DivergenceSection.Write(report) : Html.None)}
            {AgreementSection.Write(report)}
            {AccuracySection.Write(report, measured)}
            {ConditioningSection.Write(measured)}
            {BenchSection.Write(report)}
            {LibrarySection.Write(report)}
            {CoverageSection.Write(report)}
            {NoteSection.Write(report)}
            {(report.Divergences is { Passed: true } ? DivergenceSection.Write(report) : Html.None)}
            {EnvironmentSection.Write(report)}
            </main>
            <script>{Html.OwnText(script)}</script>
            </body>
            </html>

            """);
        return page.ToString().ReplaceLineEndings("\n");
    }

    static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
