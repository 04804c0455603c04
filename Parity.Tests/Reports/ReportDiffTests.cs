using System.Text.Json;
using Parity.Rendering;
using Parity.Reports;

namespace Parity.Tests.Reports;

public sealed class ReportDiffTests
{
    static readonly ParityReport before = SampleReports.Passing;

    [Fact]
    public void A_report_is_the_same_as_itself()
    {
        ReportDiff diff = ReportDiff.Of(before, before);
        Assert.False(diff.Worse);
        Assert.Empty(diff.Rows);
        Assert.Empty(diff.Facts);
        Assert.StartsWith("SAME: 0 rows worse, 0 better, 0 changed", DiffText.Console(diff), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.043, 0.05, Movement.Changed)]
    [InlineData(0.043, 0.43, Movement.Worse)]
    [InlineData(0.43, 0.043, Movement.Better)]
    [InlineData(0, 0.005, Movement.Changed)]
    [InlineData(0, 0.02, Movement.Worse)]
    [InlineData(0.5, double.PositiveInfinity, Movement.Worse)]
    public void An_error_that_grew_beyond_its_margin_is_worse(double from, double to, Movement change)
    {
        ReportDiff diff = Changed(row => row with { KernelShare = from }, row => row with { KernelShare = to });
        Assert.Equal(change, Assert.Single(diff.Rows).Change);
        Assert.Equal(change == Movement.Worse, diff.Worse);
    }

    [Theory]
    [InlineData(-7000, -6000, Movement.Changed)]
    [InlineData(-7000, -3678, Movement.Worse)]
    [InlineData(-3678, -7000, Movement.Better)]
    public void A_typical_error_that_grew_tenfold_is_worse_where_the_worst_one_stays(long from, long to, Movement change)
    {
        ReportDiff diff = Changed(row => row with { Inexact = 10, LogShares = 10 * from }, row => row with { Inexact = 10, LogShares = 10 * to });
        Assert.Equal(change, Assert.Single(diff.Rows).Change);
        Assert.Equal("typical", Assert.Single(diff.Rows[0].Numbers).Name);
    }

    [Theory]
    [InlineData(480, 479, Movement.Changed)]
    [InlineData(480, 470, Movement.Worse)]
    [InlineData(470, 480, Movement.Better)]
    public void A_rate_of_agreement_that_fell_beyond_its_margin_is_worse(int from, int to, Movement change)
    {
        foreach (Func<AgreementRow, int, AgreementRow> set in new Func<AgreementRow, int, AgreementRow>[]
        {
            (row, count) => row with { Allclose = count }, (row, count) => row with { AssertClose = count }, (row, count) => row with { Agree = count },
        })
            Assert.Equal(change, Assert.Single(Changed(row => set(row, from), row => set(row, to)).Rows).Change);
    }

    [Fact]
    public void A_failure_that_is_new_comes_first_and_a_comparison_that_is_gone_is_worse()
    {
        ReportDiff failing = ReportDiff.Of(before, SampleReports.Failing);
        Assert.True(failing.Worse);
        Assert.Contains(failing.Rows[0].Numbers, number => number is { Name: "failed", Before: 0, After: > 0 });
        Assert.False(ReportDiff.Of(SampleReports.Failing, before).Worse);

        ReportDiff gone = ReportDiff.Of(before, before with { Agreement = [.. before.Agreement.Skip(1)] });
        Assert.True(gone.Worse);
        Assert.Equal(new DiffNumber("compared", 480, null, Movement.Worse), Assert.Single(Assert.Single(gone.Rows).Numbers));
        Assert.False(ReportDiff.Of(before with { Agreement = [.. before.Agreement.Skip(1)] }, before).Worse);
    }

    [Fact]
    public void Another_oracle_machine_or_seed_is_told()
    {
        ReportDiff diff = ReportDiff.Of(before, before with
        {
            Seed = 7,
            Oracle = before.Oracle with { Version = "2.1" },
            Environment = before.Environment with { Cpu = "Another CPU", Threads = 8 },
        });
        Assert.False(diff.Worse);
        Assert.False(diff.SameCases);
        Assert.Equal(["oracle", "seed", "processor", "threads"], diff.Facts.Select(fact => fact.Name));
        Assert.Contains("WARNING  not the same cases were drawn", DiffText.Console(diff), StringComparison.Ordinal);
    }

    [Fact]
    public void The_texts_are_approved_and_fit_their_width()
    {
        ReportDiff diff = ReportDiff.Of(before, SampleReports.Failing);
        string console = DiffText.Console(diff);
        ApprovedText.Matches("diff.console.txt", console);
        ApprovedText.Matches("diff.md", DiffText.Markdown(diff));
        Assert.All(console.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.InRange(DiffText.Markdown(diff).Count(letter => letter == '\n'), 1, 99);
    }

    [Fact]
    public void The_json_holds_every_number()
    {
        ReportDiff diff = ReportDiff.Of(before, SampleReports.Failing);
        using var json = JsonDocument.Parse(DiffJson.Write(diff));
        Assert.True(json.RootElement.GetProperty("worse").GetBoolean());
        Assert.Equal(diff.Rows.Count, json.RootElement.GetProperty("rows").GetArrayLength());
        JsonElement number = json.RootElement.GetProperty("rows")[0].GetProperty("numbers")[0];
        Assert.Equal(["name", "before", "after", "change"], number.EnumerateObject().Select(property => property.Name));
    }

    static ReportDiff Changed(Func<AgreementRow, AgreementRow> from, Func<AgreementRow, AgreementRow> to)
    {
        ParityReport With(Func<AgreementRow, AgreementRow> change) =>
            before with { Agreement = [change(before.Agreement[0]), .. before.Agreement.Skip(1)] };
        return ReportDiff.Of(With(from), With(to));
    }
}
