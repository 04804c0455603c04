using System.Globalization;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;
using Parity.Tests.Tool;

namespace Parity.Tests.Rendering;

public class ApprovedReportTests
{
    static readonly Dictionary<string, ParityReport> reports = new()
    {
        ["passing"] = SampleReports.Passing,
        ["failing"] = SampleReports.Failing,
        ["recorded"] = SampleReports.Recorded,
        ["empty"] = SampleReports.Empty,
        ["drifted"] = SampleReports.Drifted,
    };

    static readonly Dictionary<string, Func<ParityReport, string>> writers = new()
    {
        ["json"] = JsonReport.Write,
        ["md"] = MarkdownReport.Write,
        ["html"] = HtmlReport.Write,
        ["junit.xml"] = JunitReport.Write,
        ["console.txt"] = report => ConsoleReportTests.Text(report),
    };

    public static TheoryData<string, string> Texts
    {
        get
        {
            var texts = new TheoryData<string, string>();
            foreach (string report in reports.Keys)
                foreach (string form in writers.Keys)
                    if (report is "passing" or "failing" || form is "md" or "console.txt")
                        texts.Add(report, form);
            return texts;
        }
    }

    [Theory, MemberData(nameof(Texts))]
    public void A_report_is_the_approved_text(string report, string form) =>
        ApprovedText.Matches($"report-{report}.{form}", writers[form](reports[report]));

    [Theory, MemberData(nameof(Texts))]
    public void A_culture_with_decimal_commas_changes_nothing(string report, string form)
    {
        string invariant = writers[form](reports[report]);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal("0,5", 0.5.ToString(CultureInfo.CurrentCulture));
            Assert.Equal(invariant, writers[form](reports[report]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_changed_text_is_told_with_its_line() =>
        Assert.Contains("line 2,", ApprovedText.Difference("same\nold\n", "same\nnew\n"));

    [Theory]
    [InlineData("a\n", "a\r\n")]
    [InlineData("a\n", "a")]
    [InlineData("a", "a ")]
    public void Line_ends_and_blanks_count(string approved, string actual) =>
        Assert.NotNull(ApprovedText.Difference(approved, actual));
}
