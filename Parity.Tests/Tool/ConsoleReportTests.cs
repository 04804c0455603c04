using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;
using Parity.Tool;
using Spectre.Console;

namespace Parity.Tests.Tool;

public class ConsoleReportTests
{
    static readonly string[] files = ["artifacts/parity/report.html", "artifacts/parity/report.md", "artifacts/parity/report.json"];

    /// <summary>The console's text when output is redirected.</summary>
    public static string Text(ParityReport report, int width = 200, ColorSystemSupport colors = ColorSystemSupport.NoColors)
    {
        var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Detect,
            ColorSystem = colors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        ConsoleReport.Write(console, report, files);
        return writer.ToString().ReplaceLineEndings("\n");
    }

    [Fact]
    public void Every_line_fits_80_columns_save_for_descriptors()
    {
        foreach (var report in (ParityReport[])[SampleReports.Passing, SampleReports.Failing, SampleReports.Recorded, SampleReports.Empty])
            foreach (string line in Text(report).Split('\n'))
                Assert.True(line.Length <= 80 || HoldsDescriptor(line), line);
    }

    [Fact]
    public void Every_line_fits_80_columns_with_a_kernel_name_of_40_characters()
    {
        string name = new('k', 40);
        ParityReport[] reports = [SampleReports.Failing, SampleReports.Drifted, SampleReports.WithDisagreements(500) with { DisagreementsLeftOut = 1_234_567 }];
        foreach (string line in reports.Select(report => SampleReports.Renamed(report, name)).SelectMany(report => Text(report).Split('\n')))
            Assert.True(line.Length <= 80 || HoldsDescriptor(line), line);
        string text = Text(SampleReports.Renamed(SampleReports.Failing, name));
        Assert.Contains($"  exact     {name} is 18 ULP away (117 % of\n            its error bound), pytorch 3 ULP (25 % of its error bound)\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_length_of_a_kernels_name_makes_a_line_too_long()
    {
        for (int length = 1; length <= 60; length++)
        {
            var renamed = SampleDisagreements.GradInput with { Kernel = new string('k', length) };
            foreach (string line in FailureText.Of(renamed, SampleReports.Failing.Oracle, 80).Split('\n'))
                Assert.True(line.Length <= 80, line);
        }
    }

    // A line of the file of divergences is copied.
    static bool HoldsDescriptor(string line) => line.Length > 12 && (line[0] == '{' || line[..12].Trim() is "case" or "found as" or "replay");

    [Fact]
    public void A_redirected_console_is_written_the_same_whatever_width_it_claims() =>
        Assert.Equal(Text(SampleReports.Failing, 80), Text(SampleReports.Failing, 30));

    [Fact]
    public void Redirected_output_has_no_escape_sequences() =>
        Assert.DoesNotContain('\u001b', Text(SampleReports.Failing, colors: ColorSystemSupport.Detect));

    [Fact]
    public void A_replay_command_stays_one_line() =>
        Assert.All(SampleReports.Failing.Disagreements, d => Assert.Contains($"  replay    {d.Replay}\n", Text(SampleReports.Failing)));

    [Fact]
    public void The_first_line_names_verdict_and_oracle()
    {
        Assert.StartsWith("PASSED against pytorch 1.13.1\n", Text(SampleReports.Passing));
        Assert.StartsWith("FAILED against recorded TorchSharp 0.99.6\n", Text(SampleReports.Recorded));
    }

    [Fact]
    public void Train_and_eval_share_one_row()
    {
        var row = ReportSummary.MergeModes(SampleReports.Failing.Agreement).Single(r => (r.Kernel, r.Quantity, r.Dtype) == ("simd", "grad_input", "float32"));
        Assert.Equal((960, 956, 4, 21L), (row.Compared, row.Agree, row.Failed, row.MaxUlp));
    }

    [Theory]
    [InlineData(9_999)]
    [InlineData(999_999)]
    public void No_number_of_a_long_run_wraps(int cases)
    {
        AgreementRow row = SampleReports.Passing.Agreement[0] with
        {
            Quantity = "num_batches_tracked",
            Dtype = "bfloat16",
            Compared = cases,
            Agree = cases,
            Ordinary = new AgreementPart { Compared = cases, Allclose = cases, AssertClose = cases - 1, MaxUlp = long.MaxValue - 1 },
            Harsh = new AgreementPart { Compared = cases, Allclose = 1, AssertClose = cases, Failed = cases },
            Vacuous = cases,
        };
        string line = Assert.Single(
            Text(SampleReports.Passing with { Agreement = [row] }).Split('\n'), line => line.StartsWith($" {row.Quantity}", StringComparison.Ordinal));
        Assert.Contains($" {cases} 100 %  99.9 % 9.2e+18 ", line, StringComparison.Ordinal);
        Assert.EndsWith($" {cases} 0.1 %   100 %{(cases > 99_999 ? " " : "  ")}{cases,6}", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 70, 80);
    }

    [Fact]
    public void A_merged_row_keeps_a_NaN()
    {
        var rows = SampleReports.Passing.Agreement.Take(1).Select(r => r with { MaxAbs = double.NaN }).Append(SampleReports.Passing.Agreement[0] with { Mode = "eval" });
        Assert.Equal(double.NaN, Assert.Single(ReportSummary.MergeModes(rows)).MaxAbs);
    }

    [Fact]
    public void Many_failures_are_counted_rather_than_listed()
    {
        string text = Text(SampleReports.WithDisagreements(500));
        Assert.Contains("and 490 more disagreements in report.html and report.json; 3 beyond those were\nonly counted\n", text);
        Assert.Contains("and 495 more cases without an answer in report.html and report.json\n", text);
    }

    [Fact]
    public void A_short_list_shows_every_kind_of_failure_before_a_second_of_one()
    {
        var other = SampleDisagreements.GradInput with { Quantity = "running_var" };
        var note = SampleDisagreements.GradInput with { Verdict = "oracle worse", Fails = false };
        var order = ReportSummary.TellingOrder([note, SampleDisagreements.GradInput, SampleDisagreements.GradInput, other]);
        Assert.Equal(["grad_input", "running_var", "grad_input", "grad_input"], order.Select(d => d.Quantity));
        Assert.Equal([true, true, true, false], order.Select(d => d.Fails));
    }
}
