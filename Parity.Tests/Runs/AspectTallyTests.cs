using Parity.Cases;
using Parity.Reports;
using Parity.Runs;

namespace Parity.Tests.Runs;

public sealed class AspectTallyTests
{
    [Theory]
    [InlineData("bn1d/4x3/seed=1", "pattern", "normal")]
    [InlineData("bn1d/4x3/constant/seed=1", "pattern", "constant")]
    [InlineData("fixture/worked-example", "pattern", "recorded")]
    [InlineData("bn1d/4x1", "channels", "1")]
    [InlineData("bn1d/4x2", "channels", "2")]
    [InlineData("bn1d/4x4", "channels", "3–4")]
    [InlineData("bn1d/4x5", "channels", "5–8")]
    [InlineData("bn1d/4x1024", "channels", "513–1024")]
    [InlineData("bn1d/4x1025", "channels", "over 1024")]
    [InlineData("bn2d/2x3x4x5", "values per channel", "33–64")]
    [InlineData("bn1d/4x3/noaffine", "option", "no weight or no bias")]
    [InlineData("bn1d/4x3/momentum=null", "option", "momentum null")]
    [InlineData("bn1d/4x3/eps=0.1", "option", "eps other than 1e-5")]
    public void A_case_counts_in_its_row(string descriptor, string aspect, string value)
    {
        var tally = new AspectTally();
        tally.Add(descriptor);
        Assert.Equal(1, tally.Rows().Single(row => (row.Aspect, row.Value) == (aspect, value)).Cases);
        Assert.InRange(tally.Rows().Where(row => row.Aspect == aspect).Sum(row => row.Cases), 1, 1);
    }

    [Fact]
    public void Ten_thousand_draws_leave_no_pattern_and_no_option_out()
    {
        var tally = new AspectTally();
        for (int number = 0; number < 10_000; number++)
            tally.Add(CaseDescriptor.Format(CaseGenerator.Draw(42, number)));
        Assert.All(
            tally.Rows().Where(row => row.Aspect is "pattern" or "option" && row.Value != "recorded"),
            (CoverageAspect row) => Assert.True(row.Cases > 50, row.ToString()));
    }
}
