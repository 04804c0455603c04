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
        Assert.All(tally.Rows(), row => Assert.True(row.Cases >= 50, $"{row.Group}={row.Option}: {row.Cases}"));
    }

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
