using Parity.Cases;
using Parity.Fixtures;

namespace Parity.Tests.Fixtures;

public sealed class FixtureFolderTests
{
    [Fact]
    public void The_projects_fixtures_are_found_from_the_test_assembly() =>
        Assert.True(File.Exists(Path.Combine(FixtureFolder.Find(), "manifest.json")));

    [Fact]
    public void A_given_folder_wins_and_a_missing_one_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(folder.Path, FixtureFolder.Find(folder.Path));
        string nowhere = folder.File("nowhere");
        var e = Assert.Throws<UnusableException>(() => FixtureFolder.Find(nowhere));
        Assert.Contains(nowhere, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_of_the_metadata_is_documented()
    {
        string page = File.ReadAllText(Path.Combine(FixtureFolder.Find(), "README.md"));
        Assert.All(
            FixtureSet.Load(FixtureFolder.Find()).Fixtures.SelectMany(fixture => FixtureFile.Read(fixture.Name).Metadata.Keys)
                .Concat(CaseMetadata.Format(CaseDescriptor.Parse("bn1d/2x2/weight=zero/bias=nan/running_mean=huge/running_var=negative/grad_output=zeros")).Keys).Distinct(),
            key => Assert.Contains($"`{key}`", page, StringComparison.Ordinal));
    }
}
