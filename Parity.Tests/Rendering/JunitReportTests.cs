using System.Xml.Linq;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;

namespace Parity.Tests.Rendering;

public class JunitReportTests
{
    [Fact]
    public void There_is_one_test_case_per_kernel_quantity_dtype_and_mode()
    {
        var cases = Cases(SampleReports.Passing);
        Assert.Equal(SampleReports.Passing.Agreement.Select(row => $"parity.{row.Kernel}: {row.Quantity} {row.Dtype} {row.Mode}"), cases.Skip(5).Select(Name));
        Assert.All(cases, test => Assert.Empty(test.Elements()));
    }

    [Fact]
    public void A_failure_says_how_many_why_and_how_to_see_it_again()
    {
        var failure = Cases(SampleReports.Failing).Single(test => Name(test) == "parity.simd: grad_input float32 train").Element("failure")!;
        Assert.Equal("4 of 480 tensors fail: 4 kernel worse", (string?)failure.Attribute("message"));
        Assert.Contains(FailureText.Of(SampleDisagreements.GradInput, SampleReports.Failing.Oracle), failure.Value);
        Assert.Contains("and 3 more in report.html and report.json", failure.Value);
    }

    [Fact]
    public void What_the_oracle_alone_got_wrong_is_no_failure() =>
        Assert.Empty(Cases(SampleReports.Failing).Single(test => Name(test) == "parity.manual: output float32 train").Elements());

    [Fact]
    public void An_error_that_one_side_raised_has_a_test_case_of_its_own() =>
        Assert.NotNull(Cases(SampleReports.Failing).Single(test => Name(test) == "parity.simd: error float32 train").Element("failure"));

    [Fact]
    public void Cases_without_an_answer_are_an_error()
    {
        var error = Cases(SampleReports.Failing).Single(test => Name(test) == "parity: the oracle answered every case").Element("error")!;
        Assert.Contains("./run.sh replay bn2d/4x3x32x32/seed=9", error.Value);
    }

    [Fact]
    public void Drift_from_the_baseline_fails_with_its_numbers()
    {
        var failure = Cases(SampleReports.Drifted).Single(test => Name(test) == "parity: nothing drifted from the baseline").Element("failure")!;
        Assert.Contains("typical error/bound 1.2 % -> 11 %  (x 9.2)", failure.Value);
    }

    [Fact]
    public void A_run_that_compared_nothing_fails() =>
        Assert.NotNull(Cases(SampleReports.Empty).Single(test => Name(test) == "parity: something was compared").Element("failure"));

    [Fact]
    public void Every_suite_counts_its_own_test_cases()
    {
        var root = XDocument.Parse(JunitReport.Write(SampleReports.Failing)).Root!;
        foreach (var suite in root.Elements("testsuite").Append(root))
        {
            Assert.Equal(suite.Descendants("testcase").Count(), (int)suite.Attribute("tests")!);
            Assert.Equal(suite.Descendants("failure").Count(), (int)suite.Attribute("failures")!);
            Assert.Equal(suite.Descendants("error").Count(), (int)suite.Attribute("errors")!);
        }
    }

    [Fact]
    public void What_XML_cannot_hold_is_replaced()
    {
        var lost = new OracleFailure("bn1d/2x2", "half a pair \ud800, \u0001 and \uffff", "./run.sh replay bn1d/2x2");
        var report = SampleReports.Failing with { OracleFailures = [lost], Agreement = [SampleReports.Failing.Agreement[0] with { Kernel = "\u0000<&\"" }] };
        Assert.Contains(Cases(report), test => Name(test).StartsWith("parity.\ufffd<&\":", StringComparison.Ordinal));
    }

    static IReadOnlyList<XElement> Cases(ParityReport report) => [.. XDocument.Parse(JunitReport.Write(report)).Descendants("testcase")];

    static string Name(XElement test) => $"{(string?)test.Attribute("classname")}: {(string?)test.Attribute("name")}";
}
