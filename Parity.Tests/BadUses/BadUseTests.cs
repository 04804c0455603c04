using Parity.BadUses;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Oracles;
using Parity.Tests.Oracles;

namespace Parity.Tests.BadUses;

public sealed class BadUseTests
{
    public static TheoryData<string> Names() => new(BadUseCatalog.All.Select(use => use.Name));

    [Fact]
    public void Every_name_is_given_once() =>
        Assert.Equal(BadUseCatalog.All.Count, BadUseCatalog.All.Select(use => use.Name).Distinct().Count());

    [Theory, MemberData(nameof(Names))]
    public void Ours_says_what_PyTorch_says_and_counts_as_it_counts(string name)
    {
        BadUse use = Use(name);
        if (OwnAnswer.To(use) is not { } ours)
        {
            Assert.NotNull(use.Says); // what does not compile here is an error there
            return;
        }

        Assert.Equal(use.Says, ours.Error?.Message);
        Assert.Equal(use.Counted, ours.Counted);
    }

    [LiveTheory("pytorch"), MemberData(nameof(Names))]
    public void PyTorch_says_what_the_table_says(string name)
    {
        BadUse use = Use(name);
        BadUseAnswer? answer = LiveOracle.Use(oracle => ((IBadUseOracle)oracle).Attempt(use), "pytorch");
        Assert.True(use.Agrees(answer!.Error?.Message), $"{use}: {answer.Error?.Message ?? "no error"}");
        Assert.Equal(use.Counted, answer.Counted);
    }

    [Fact]
    public void Every_recorded_error_is_in_the_table() => Assert.All(
        FixtureSet.Load(FixtureFolder.Find()).Errors,
        error => Assert.Contains(BadUseCatalog.All, use => $"error-{use.Name}" == error.Name));

    [Fact]
    public void The_table_reads_as_approved() => ApprovedText.Matches("errors.md", BadUseTable.Markdown());

    static BadUse Use(string name) => BadUseCatalog.All.Single(use => use.Name == name);
}
