using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tests.Runs;

public sealed class OptionTallyTests
{
    [Fact]
    public void Ten_thousand_draws_have_every_option()
    {
        var tally = new OptionTally();
        for (int number = 0; number < 10_000; number++)
            tally.Add(Outcome(CaseGenerator.Draw(42, number), number));
        Assert.Equal(CaseOptions.All.Count, tally.Rows().Count);
        // Generated data come from no fixture.
        Assert.All(tally.Rows().Where(row => row.Option != "recorded"), row => Assert.True(row.Cases >= 50, $"{row.Group}={row.Option}: {row.Cases}"));
    }

    [Theory]
    [InlineData("bn1d/4x3/seed=1", "data=normal")]
    [InlineData("bn1d/4x3/constant/seed=1", "data=constant")]
    [InlineData("bn1d/4x1", "channels=1")]
    [InlineData("bn1d/4x2", "channels=up to 63")]
    [InlineData("bn1d/4x63", "channels=up to 63")]
    [InlineData("bn1d/4x64", "channels=64 to 4096")]
    [InlineData("bn1d/4x4097", "channels=more")]
    [InlineData("bn1d/4x4097", "elements=up to 65536")]
    [InlineData("bn1d/16x4097", "elements=more")]
    [InlineData("bn1d/4x4", "threads=1")]
    [InlineData("bn1d/4x4/threads=3", "threads=more")]
    [InlineData("bn1d/4x4/aslarge", "thresholds=none")]
    [InlineData("bn1d/4x4/used", "memory=used before")]
    [InlineData("bn1d/0x3", "values per channel=0")]
    [InlineData("bn1d/1x3/eval", "values per channel=1")]
    [InlineData("bn1d/2x3", "values per channel=2")]
    [InlineData("bn1d/4x3x4", "values per channel=up to 16")]
    [InlineData("bn2d/1x3x1x17", "values per channel=up to 256")]
    [InlineData("bn2d/1x3x1x257", "values per channel=up to 65536")]
    [InlineData("bn2d/1x3x1x65537", "values per channel=more")]
    [InlineData("bn1d/4x3/noaffine", "parameters=not affine")]
    [InlineData("bn1d/4x3/momentum=null", "momentum=null")]
    [InlineData("bn1d/4x3/eps=1e-6", "eps=below 1e-5")]
    [InlineData("bn1d/4x3/eps=0.1", "eps=up to 0.1")]
    [InlineData("bn1d/4x3/eps=0.2", "eps=above")]
    public void A_case_has_its_options(string descriptor, string option) =>
        Assert.Contains(option, CaseOptions.Of(CaseDescriptor.Parse(descriptor)));

    [Fact]
    public void A_case_has_one_class_of_each_group_and_every_class_is_known()
    {
        for (int number = 0; number < 1000; number++)
        {
            IReadOnlyList<string> options = CaseOptions.Of(CaseGenerator.Draw(7, number));
            Assert.Empty(options.Except(CaseOptions.All));
            Assert.Equal(options.Count, options.Select(option => option.Split('=')[0]).Distinct().Count());
        }
    }

    [Fact]
    public void Tensors_that_a_case_declares_vacuous_are_counted()
    {
        var tally = new OptionTally();
        tally.Add(Outcome(CaseDescriptor.Parse("bn1d/4x3/momentum=null"), 0) with
        {
            Kernels =
            [
                new KernelOutcome("manual",
                [
                    new QuantityOutcome { Quantity = Quantity.Output, Verdict = Verdict.Agree },
                    new QuantityOutcome { Quantity = Quantity.GradInput, Verdict = Verdict.Agree, DeclaredVacuous = true },
                ]),
            ],
        });
        Assert.Contains(new OptionRow("momentum", "null", 1, 2, 1), tally.Rows());
        Assert.Contains(new OptionRow("momentum", "0", 0, 0, 0), tally.Rows());
    }

    [Fact]
    public void Without_a_case_there_is_no_table() => Assert.Empty(new OptionTally().Rows());

    static CaseOutcome Outcome(BatchNormCase c, int number) => new()
    {
        Number = number,
        Case = c.ToString(),
        Kind = CaseKind.Of(c),
        Options = CaseOptions.Of(c),
    };
}
