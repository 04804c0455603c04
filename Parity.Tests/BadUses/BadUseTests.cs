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
        Assert.Equal(use.Loaded, ours.Loaded);
    }

    [LiveTheory("pytorch"), MemberData(nameof(Names))]
    public void PyTorch_says_what_the_table_says_but_for_what_is_known_of_its_version(string name)
    {
        BadUse use = Use(name);
        (BadUseAnswer? answer, string version) = LiveOracle.Use(
            oracle => oracle is IBadUseOracle asked ? (asked.Attempt(use), asked.LibraryVersion) : throw new InvalidOperationException(oracle.Name), "pytorch");
        var check = new DivergenceCheck("PyTorch", version, DivergenceFile.Read(FixtureFolder.Find()));
        check.Add(use, answer!);
        Assert.Empty(check.Problems);
        Assert.True(use.Agrees(answer!.Error?.Message), $"{use}: {answer.Error?.Message ?? "no error"}");
        Assert.True(use.Counted == answer.Counted || check.Known.Count == 1, $"{use}: {answer.Counted} counted");
        Assert.Equal(use.Loaded, answer.Loaded);
    }

    [Fact]
    public void Every_recorded_error_is_in_the_table() => Assert.All(
        FixtureSet.Load(FixtureFolder.Find()).Errors,
        error => Assert.Contains(BadUseCatalog.All, use => $"error-{use.Name}" == error.Name));

    [Fact]
    public void The_table_reads_as_approved() => ApprovedText.Matches("errors.md", BadUseTable.Markdown());

    static BadUse Use(string name) => BadUseCatalog.All.Single(use => use.Name == name);
}
