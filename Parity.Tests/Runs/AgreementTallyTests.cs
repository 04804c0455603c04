using Parity.Cases;
using Parity.Comparison;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Oracles;

namespace Parity.Tests.Runs;

public sealed class AgreementTallyTests
{
    [Theory]
    [InlineData("bn1d/4x3/seed=1", true)]
    [InlineData("bn2d/4x3x2x2/eval/relu/seed=1", true)]
    [InlineData("bn1d/4x3/exact/f64/stats=fresh", true)]
    [InlineData("bn1d/4x3/offset4/notrack", true)]
    [InlineData("bn1d/4x3/mean1e4", false)]
    [InlineData("bn1d/4x3/nan", false)]
    [InlineData("bn1d/4x3/stats=large", false)]
    [InlineData("bn1d/0x3", false)]
    [InlineData("bn1d/4x3/weight=zero", false)]
    [InlineData("bn1d/4x3/grad_output=scaled", false)]
    public void Data_are_ordinary_where_people_have_such(string descriptor, bool ordinary) =>
        Assert.Equal(ordinary, CaseDescriptor.Parse(descriptor).IsOrdinary);

    [Fact]
    public void Ordinary_and_harsh_data_are_counted_apart_and_make_the_whole()
    {
        ParityReport report = new ParityRun(ScriptedRun.Request()).Execute();
        Assert.Contains(report.Agreement, row => row.Ordinary.Failed > 0);
        Assert.Contains(report.Agreement, row => row.Harsh.Compared > 0);
        Assert.All(report.Agreement, row =>
        {
            var both = AgreementPart.Together([row.Ordinary, row.Harsh]);
            Assert.Equal(
                (row.Compared, row.Allclose, row.AssertClose, row.OracleWorse, row.Failed, row.MaxUlp),
                (both.Compared, both.Allclose, both.AssertClose, both.OracleWorse, both.Failed, both.MaxUlp));
        });
    }

    [Fact]
    public void A_tensor_counts_where_its_case_belongs()
    {
        var tally = new AgreementTally();
        tally.Add(Outcome("bn1d/4x3/seed=1", new QuantityOutcome { Quantity = Quantity.Output, Verdict = Verdict.Agree, Allclose = true, AssertClose = true, MaxUlp = 3 }));
        tally.Add(Outcome("bn1d/4x3/mean1e8/seed=1", new QuantityOutcome { Quantity = Quantity.Output, Verdict = Verdict.KernelWorse, MaxUlp = 70 }));
        tally.Add(Outcome("bn1d/4x3/mean1e8/seed=2", new QuantityOutcome { Quantity = Quantity.Output, Verdict = Verdict.OracleWorse, MaxUlp = 9 }));
        AgreementRow row = Assert.Single(tally.Rows());
        Assert.Equal(new AgreementPart { Compared = 1, Allclose = 1, AssertClose = 1, MaxUlp = 3 }, row.Ordinary);
        Assert.Equal(new AgreementPart { Compared = 2, Failed = 1, OracleWorse = 1, MaxUlp = 70 }, row.Harsh);
    }

    [LiveFact("torchsharp")]
    public void What_the_reports_say_to_expect_is_what_comes()
    {
        const int cases = 1500;
        AgreementRow[] rows = LiveOracle.Use(oracle => new ParityRun(new RunPlan
        {
            Trials = CaseData.Trials(Settings.Seed, cases, c => c is { IsOrdinary: true, DType: Parity.Tensors.DType.Float32 } ? oracle.WhyNot(c) : "not asked here"),
            Cases = cases,
            Seed = Settings.Seed,
            Kernels = [.. KernelCatalog.All.Where(entry => entry.Name == "manual")],
            Oracle = oracle,
        }).Execute(), "torchsharp").Agreement.ToArray();
        (double assertClose, int output, int gradInput) = ReportSummary.ExpectedShares;
        AgreementPart Of(string quantity) => AgreementPart.Together(rows.Where(row => row.Quantity == quantity).Select(row => row.Ordinary));
        double Percent(Func<AgreementPart, int> count, params string[] quantities) =>
            100.0 * quantities.Sum(quantity => count(Of(quantity))) / quantities.Sum(quantity => Of(quantity).Compared);

        // Three deviations of a share of so many tensors, and the half per cent that a rounded number leaves.
        Assert.InRange(Percent(part => part.AssertClose, "output", "grad_input"), assertClose - 0.5, 100);
        Assert.InRange(Percent(part => part.Allclose, "output"), output - 3.5, output + 3.5);
        Assert.InRange(Percent(part => part.Allclose, "grad_input"), gradInput - 3.5, gradInput + 3.5);
    }

    static CaseOutcome Outcome(string descriptor, QuantityOutcome judged) => new()
    {
        Number = 0,
        Case = descriptor,
        Kind = CaseKind.Of(CaseDescriptor.Parse(descriptor)),
        Ordinary = CaseDescriptor.Parse(descriptor).IsOrdinary,
        Kernels = [new KernelOutcome("manual", [judged])],
    };
}
