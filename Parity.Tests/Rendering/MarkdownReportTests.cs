using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;

namespace Parity.Tests.Rendering;

public class MarkdownReportTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(500, 1)]
    [InlineData(500, 12)]
    public void A_report_has_fewer_than_100_lines_however_much_fails(int failures, int kernels)
    {
        var report = SampleReports.WithDisagreements(failures);
        report = report with { Agreement = [.. Enumerable.Range(0, kernels).SelectMany(i => report.Agreement.Select(row => row with { Kernel = $"{row.Kernel}{i}" }))] };
        string text = MarkdownReport.Write(report);
        Assert.InRange(text.Count(c => c == '\n'), 20, 99);
    }

    [Fact]
    public void Rows_that_failed_are_never_the_ones_left_out()
    {
        var report = SampleReports.WithDisagreements(500);
        string text = MarkdownReport.Write(report);
        Assert.Contains("| simd | grad_input | float32 | 960 | 956 | **4** |", text);
        Assert.Contains("| simd | running_var | float64 | 480 | 479 | **1** |", text);
        Assert.Matches("and [0-9]+ more rows in report.html and report.json\n", text);
    }

    [Fact]
    public void What_fails_comes_before_the_agreement_and_what_passes_after_it()
    {
        Assert.Equal(["## What fails", "## The first of them", "## Cases without an answer", "## Agreement", "## Coverage", "## Environment"], Headings(SampleReports.Failing));
        var noted = SampleReports.Passing with { Disagreements = [SampleDisagreements.GradInput with { Fails = false, Verdict = "oracle worse" }] };
        Assert.Equal(["## Agreement", "## Where the oracle is worse", "## Coverage", "## Environment"], Headings(noted));
    }

    [Fact]
    public void Each_kind_of_failure_is_counted_with_its_smallest_case()
    {
        var kinds = FailureKind.Of(SampleReports.Failing);
        Assert.Equal(
            [("batch_var", "vacuous", 2, 960), ("running_var", "unexplained", 1, 960), ("grad_input", "kernel worse", 4, 1920), ("error", "unexplained", 1, 0)],
            kinds.Select(kind => (kind.Quantity, kind.Verdict, kind.Tensors, kind.Compared)));
        Assert.All(kinds, kind => Assert.Contains($"<code>{kind.Example!.Replay}</code>", MarkdownReport.Write(SampleReports.Failing)));
        Assert.Empty(FailureKind.Of(SampleReports.Passing));
    }

    [Fact]
    public void The_first_line_names_verdict_and_oracle() =>
        Assert.StartsWith("# FAILED against pytorch 1.13.1\n", MarkdownReport.Write(SampleReports.Failing));

    [Fact]
    public void Recorded_fixtures_alone_are_told_loudly()
    {
        Assert.Contains("> [!WARNING]\n> **recorded fixtures only: no library was run; the kernels were compared with answers from an earlier day.**", MarkdownReport.Write(SampleReports.Recorded));
        Assert.DoesNotContain("recorded", MarkdownReport.Write(SampleReports.Failing));
    }

    [Fact]
    public void A_name_cannot_break_out_of_its_cell()
    {
        var report = SampleReports.Passing with { Agreement = [SampleReports.Passing.Agreement[0] with { Kernel = "a|b <img> `c` _d_ e_f" }] };
        Assert.Contains("| a\\|b &lt;img&gt; \\`c\\` \\_d\\_ e_f | output |", MarkdownReport.Write(report));
    }

    [Fact]
    public void A_message_cannot_close_its_fence()
    {
        string[] lines = MarkdownReport.Write(SampleReports.Failing).Split('\n');
        Assert.Equal(4, lines.Count(line => line == "````"));
        Assert.DoesNotContain("```", lines);
    }

    static string[] Headings(ParityReport report) => [.. MarkdownReport.Write(report).Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))];
}
