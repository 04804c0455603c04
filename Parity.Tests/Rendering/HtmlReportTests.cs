using System.Text.RegularExpressions;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;

namespace Parity.Tests.Rendering;

public partial class HtmlReportTests
{
    static readonly string[] places =
    [
        "oracle", "version", "os", "cpu", "simd", "dotnet",
        "row kernel", "row quantity", "row dtype", "row mode", "row case", "module", "cell mode", "cell dtype", "layout",
        "case", "found as", "kernel", "quantity", "dtype", "verdict", "reason", "expected bits", "actual bits", "limit", "replay",
        "lost case", "message", "lost replay", "batch mode",
        "errors of kernel", "errors of quantity", "errors of dtype", "errors of mode",
        "bench oracle", "bench version", "bench cpu", "bench simd", "bench dotnet", "bench kernel", "bench mode", "bench shape", "bench layout",
        "bench dtype", "bench failure", "group", "option",
        "diverging library", "diverging case", "note", "says", "pytorch", "follow", "problem", "line",
    ];

    [Fact]
    public void Every_text_of_the_record_is_escaped()
    {
        string page = HtmlReport.Write(Hostile());
        Assert.DoesNotContain("<b id=", page);
        Assert.All(places, place => Assert.Contains($"&lt;b id=&#39;{place}&#39;&gt;&quot;&amp;amp;", page));
    }

    [Fact]
    public void A_script_in_a_message_stays_text()
    {
        string page = HtmlReport.Write(SampleReports.Failing);
        Assert.DoesNotContain("<script>alert", page);
        Assert.Single(ScriptTag().Matches(page));
    }

    [Theory]
    [InlineData(0.5, "simd: sums in double, 50 % of the bound")]
    [InlineData(double.PositiveInfinity, "simd: sums in double, not kept: no finite value where one is right")]
    public void A_page_says_what_each_kernel_was_held_to(double share, string line)
    {
        var row = new StandardRow { Kernel = "simd", Standard = "sums in double", Share = share, Judged = 1 };
        Assert.Contains($"<li>{line}</li>", HtmlReport.Write(SampleReports.Passing with { Standards = [row] }));
    }

    [Fact]
    public void A_page_loads_nothing()
    {
        string page = HtmlReport.Write(SampleReports.Failing);
        Assert.Contains("default-src &#39;none&#39;", page);
        Assert.DoesNotMatch("(src|href|action)=\"[^#\"]", page);
        Assert.DoesNotContain("url(", page);
        Assert.DoesNotContain("@import", page);
    }

    [Fact]
    public void A_page_has_no_inline_style_or_handler_that_its_policy_would_stop() =>
        Assert.DoesNotMatch("<[^>]+ (style|on[a-z]+)=", HtmlReport.Write(SampleReports.Failing));

    [Fact]
    public void The_heading_names_verdict_and_oracle()
    {
        Assert.Contains("<title>PASSED against pytorch 1.13.1</title>", HtmlReport.Write(SampleReports.Passing));
        Assert.Contains("FAILED <span class=\"against\">against recorded TorchSharp 0.99.6</span></h1>", HtmlReport.Write(SampleReports.Recorded));
    }

    [Fact]
    public void Recorded_fixtures_alone_are_told_loudly()
    {
        Assert.Contains("<strong>recorded fixtures only: no library was run; the kernels were compared with answers from an earlier day.</strong>", HtmlReport.Write(SampleReports.Recorded));
        Assert.DoesNotContain("recorded fixtures only", HtmlReport.Write(SampleReports.Failing));
    }

    [Fact]
    public void A_report_without_comparisons_says_that_it_says_nothing() =>
        Assert.Contains("Nothing was compared", HtmlReport.Write(SampleReports.Empty));

    [Fact]
    public void Every_replay_command_can_be_copied() =>
        Assert.Equal(
            SampleReports.Failing.Disagreements.Count + SampleReports.Failing.OracleFailures.Count + SampleReports.Failing.Unsteady.Count
                + SampleReports.Failing.Library!.Differences.Count,
            Regex.Count(HtmlReport.Write(SampleReports.Failing), "class=\"copy\""));

    [Fact]
    public void New_and_gone_divergences_come_first_and_known_ones_last()
    {
        string failing = HtmlReport.Write(SampleReports.Drifted), passing = HtmlReport.Write(SampleReports.Passing);
        Assert.InRange(failing.IndexOf("id=\"divergences\"", StringComparison.Ordinal), 1, failing.IndexOf("id=\"agreement\"", StringComparison.Ordinal));
        Assert.InRange(passing.IndexOf("id=\"agreement\"", StringComparison.Ordinal), 1, passing.IndexOf("id=\"divergences\"", StringComparison.Ordinal));
        Assert.Contains("if that is so, add to divergences.json", failing, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"divergences\"", HtmlReport.Write(SampleReports.Empty), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_element_is_closed()
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Comment().Replace(HtmlReport.Write(SampleReports.Failing), "")))
        {
            string name = tag.Groups["name"].Value;
            if (tag.Value.EndsWith("/>", StringComparison.Ordinal) || name is "meta" or "input" or "wbr")
                continue;
            if (tag.Value.StartsWith("</", StringComparison.Ordinal))
                Assert.Equal(open.Pop(), name);
            else
                open.Push(name);
        }
        Assert.Empty(open);
    }

    [Fact]
    public void Values_are_escaped_and_pieces_are_not() =>
        Assert.Equal("<a title=\"&quot;\">1 &lt; 2 <br></a>", Html.Of($"<a title=\"{"\""}\">{1} {'<'} {2} {Html.Of($"<br>")}</a>").ToString());

    [Fact]
    public void A_script_that_would_end_its_element_is_refused() =>
        Assert.Throws<ArgumentException>(() => Html.OwnText("x = '</script>'"));

    static ParityReport Hostile() => SampleReports.Failing with
    {
        Oracle = new OracleIdentity(Markup("oracle"), Markup("version"), Live: false),
        Environment = new RunEnvironment(Markup("os"), Markup("cpu"), Markup("simd"), 2, Markup("dotnet")),
        Agreement =
        [
            new AgreementRow
            {
                Kernel = Markup("row kernel"),
                Quantity = Markup("row quantity"),
                Dtype = Markup("row dtype"),
                Mode = Markup("row mode"),
                Compared = 1,
                WorstCase = Markup("row case"),
            },
        ],
        Accuracy = [new AccuracyRow(Markup("errors of kernel"), Markup("errors of quantity"), Markup("errors of dtype"), Markup("errors of mode"), SampleReports.Passing.Accuracy[0].KernelErrors, ErrorProfile.None)],
        Bench = SampleReports.Bench with
        {
            Oracle = new OracleIdentity(Markup("bench oracle"), Markup("bench version"), Live: true),
            Environment = new RunEnvironment("", Markup("bench cpu"), Markup("bench simd"), 2, Markup("bench dotnet")),
            Rows =
            [
                SampleReports.Bench.Rows[0] with
                {
                    Kernel = Markup("bench kernel"),
                    Mode = Markup("bench mode"),
                    Shape = Markup("bench shape"),
                    Layout = Markup("bench layout"),
                    Dtype = Markup("bench dtype"),
                },
            ],
            Failures = [Markup("bench failure")],
        },
        Options = [new OptionRow(Markup("group"), Markup("option"), 1, 2, 0)],
        Divergences = new DivergenceComparison
        {
            Library = Markup("diverging library"),
            Asked = 1,
            Known = [new(Markup("library"), [Markup("version")], Markup("diverging case"), Markup("says"), Markup("pytorch"), Markup("follow"), Markup("note"))],
            Problems = [new DivergenceProblem(Markup("problem"), Markup("line"))],
        },
        Coverage = [new CoverageRow(Markup("module"), Markup("cell mode"), Markup("cell dtype"), Markup("layout"), 1)],
        Disagreements =
        [
            SampleDisagreements.GradInput with
            {
                Case = Markup("case"),
                FoundAs = Markup("found as"),
                Kernel = Markup("kernel"),
                Quantity = Markup("quantity"),
                Dtype = Markup("dtype"),
                Mode = Markup("batch mode"),
                Verdict = Markup("verdict"),
                Reason = Markup("reason"),
                ExpectedBits = Markup("expected bits"),
                ActualBits = Markup("actual bits"),
                Limit = Markup("limit"),
                Replay = Markup("replay"),
            },
        ],
        OracleFailures = [new OracleFailure(Markup("lost case"), Markup("message"), Markup("lost replay"))],
        Unsteady = [new UnsteadyAnswer(Markup("unsteady case"), Markup("first"), Markup("again"), 3, Markup("unsteady replay"))],
    };

    static string Markup(string place) => $"<b id='{place}'>\"&amp;";

    [GeneratedRegex("<script")]
    private static partial Regex ScriptTag();

    [GeneratedRegex("</?(?<name>[a-z][a-z0-9]*)(?:\\s[^<>]*)?/?>")]
    private static partial Regex Tag();

    [GeneratedRegex("<(style|script)>.*?</\\1>|<!doctype html>", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
