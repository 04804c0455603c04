using Parity.Oracles;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Oracles;

public sealed class OracleCatalogTests
{
    [Fact]
    public void An_unknown_name_gets_the_list_of_known_ones()
    {
        var e = Assert.Throws<ArgumentException>(() => OracleCatalog.Open("tensorflow"));
        Assert.Equal("there is no oracle 'tensorflow'; allowed are auto, torchsharp, pytorch, emulated, recorded", e.Message);
    }

    [Fact]
    public void The_recorded_oracle_needs_nothing_installed()
    {
        OracleSelection selection = OracleCatalog.Open("recorded");
        Assert.IsType<RecordedOracle>(selection.Oracle);
        Assert.Empty(selection.PassedOver);
    }

    [Fact]
    public void Auto_takes_the_first_that_loads_and_says_why_not_the_ones_before_it()
    {
        OracleSelection selection = OracleCatalog.Open();
        using IOracle oracle = selection.Oracle;
        Assert.Equal(OracleCatalog.Names.TakeWhile(name => name != oracle.Name), selection.PassedOver.Select(status => status.Name));
        Assert.All(selection.PassedOver, status => Assert.NotEmpty(status.Reason!));
    }

    [Fact]
    public void A_named_oracle_that_cannot_load_is_an_error_that_names_the_cause()
    {
        using var folder = new TemporaryFolder();
        var e = Assert.Throws<OracleUnavailableException>(
            () => OracleCatalog.Open("recorded", new OracleOptions { Fixtures = folder.Path }));
        Assert.Contains(folder.File("manifest.json"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_numbers_is_no_oracle()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("manifest.json"), """{"format":"parity-manifest/1","files":{}}""");
        var e = Assert.Throws<OracleUnavailableException>(
            () => OracleCatalog.Open("recorded", new OracleOptions { Fixtures = folder.Path }));
        Assert.Contains("holds no fixtures with numbers", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_oracle_is_described_by_its_version_or_the_reason_it_cannot_load()
    {
        IReadOnlyList<OracleStatus> all = OracleCatalog.Describe();
        Assert.Equal(OracleCatalog.Names, all.Select(status => status.Name));
        Assert.All(all, status => Assert.NotEqual(status.Version is null, status.Reason is null));
    }
}
