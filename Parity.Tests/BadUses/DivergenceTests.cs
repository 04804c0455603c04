using Parity.BadUses;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Reports;
using Parity.Tests.Fixtures;

namespace Parity.Tests.BadUses;

public sealed class DivergenceTests
{
    static readonly string folder = FixtureFolder.Find();
    static readonly IReadOnlyList<Divergence> file = DivergenceFile.Read(folder);
    static readonly BadUse rank1 = BadUseCatalog.All.Single(use => use.Name == "bn1d-rank1");
    static readonly Divergence wording = new("Library", ["1.0"], rank1.Name, "no", rank1.Says, "PyTorch", "wording");

    [Fact]
    public void The_file_is_spelled_as_it_would_be_written() => Assert.Equal(
        DivergenceFile.Text(file), File.ReadAllText(Path.Combine(folder, DivergenceFile.FileName)).ReplaceLineEndings("\n"));

    [Fact]
    public void Every_divergence_says_what_PyTorch_says_instead() => Assert.All(file, divergence =>
    {
        if (BadUseCatalog.All.SingleOrDefault(use => use.Name == divergence.Case) is { } use)
            Assert.Equal(use.Says, divergence.PyTorch);
        Assert.NotEqual(divergence.Says, divergence.PyTorch);
        // Where libtorch itself is wrong, there is no library to follow.
        Assert.Equal(divergence.Case == "grad-output-of-ambiguous-strides" ? "the derivative" : "PyTorch", divergence.Follow);
        Assert.NotEmpty(divergence.Versions);
    });

    [Theory]
    [InlineData("TorchSharp 0.99.6", 6)]
    [InlineData("TorchSharp 0.107.0", 6)]
    public void What_was_recorded_of_a_version_is_known_of_it(string library, int known)
    {
        DivergenceCheck check = OfRecordings(library, file);
        Assert.Empty(check.Problems);
        Assert.Equal(known, check.Known.Count);
    }

    [Fact]
    public void Without_its_line_a_divergence_is_new_and_its_line_is_given()
    {
        Divergence missing = file.Single(divergence => divergence.Versions.Contains("0.107.0") && divergence.Case == "bn1d-one-value-1x3");
        string problem = Assert.Single(OfRecordings("TorchSharp 0.107.0", [.. file.Where(divergence => divergence != missing && divergence.Case == missing.Case), .. file.Where(divergence => divergence.Case != missing.Case)]).Problems).ToString();
        Assert.Contains("says nothing where PyTorch says 'Expected more than 1 value per channel", problem, StringComparison.Ordinal);
        Assert.Contains(DivergenceFile.Line(missing with { Note = "?" }), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_divergence_that_no_longer_happens_fails_with_the_line_to_remove()
    {
        var check = new DivergenceCheck("Library", "1.0", [wording]);
        check.Add(rank1, new BadUseAnswer(new("ValueError", rank1.Says!), 0));
        Assert.Empty(check.Known);
        string problem = Assert.Single(check.Problems).ToString();
        Assert.Contains("no longer diverges", problem, StringComparison.Ordinal);
        Assert.Contains(DivergenceFile.Line(wording), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_divergence_that_changes_is_gone_and_new()
    {
        var check = new DivergenceCheck("Library", "1.0", [wording]);
        check.Add(rank1, new BadUseAnswer(new("ValueError", "never"), 0));
        Assert.Empty(check.Known);
        Assert.Equal(2, check.Problems.Count);
    }

    [Fact]
    public void A_version_that_no_line_names_may_do_what_another_did_or_what_PyTorch_does()
    {
        var same = new DivergenceCheck("Library", "1.1", [wording]);
        same.Add(rank1, new BadUseAnswer(new("ValueError", "no"), 0));
        Assert.Equal(wording, Assert.Single(same.Known));
        var mended = new DivergenceCheck("Library", "1.1", [wording]);
        mended.Add(rank1, new BadUseAnswer(new("ValueError", rank1.Says!), 0));
        Assert.Empty(same.Problems.Concat(mended.Problems));
        var other = new DivergenceCheck("Library", "1.1", [wording]);
        other.Add(rank1, new BadUseAnswer(null, 0));
        Assert.Single(other.Problems);
    }

    [Fact]
    public void A_counter_that_differs_is_a_divergence_of_its_own()
    {
        var check = new DivergenceCheck("Library", "1.0", []);
        check.Add(rank1, new BadUseAnswer(new("ValueError", rank1.Says!), 1));
        Assert.Contains("bn1d-rank1-counted: ", Assert.Single(check.Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_loaded_otherwise_is_a_divergence_of_its_own()
    {
        BadUse size = BadUseCatalog.All.Single(use => use.Name == "bn1d-state-weight-2-for-3");
        var check = new DivergenceCheck("Library", "1.0", []);
        check.Add(size, new BadUseAnswer(new("RuntimeError", size.Says!), 5) { Loaded = size.Loaded });
        Assert.Empty(check.Problems);
        check.Add(size, new BadUseAnswer(new("RuntimeError", size.Says!), 5) { Loaded = "nothing" });
        Assert.Equal(
            "bn1d-state-weight-2-for-3-loaded: Library 1.0 says 'nothing loaded' where PyTorch says 'bias, running_mean, running_var loaded'; if that is so, add to divergences.json",
            Assert.Single(check.Problems).Text);
    }

    [Fact]
    public void A_counter_that_no_longer_differs_is_gone()
    {
        var known = new Divergence("Library", ["1.0"], $"{rank1.Name}-counted", "num_batches_tracked is 1", "num_batches_tracked is 0", "PyTorch", "counted");
        var check = new DivergenceCheck("Library", "1.0", [known]);
        check.Add(rank1, new BadUseAnswer(new("ValueError", rank1.Says!), 0));
        Assert.Equal(DivergenceFile.Line(known), Assert.Single(check.Problems).Line);
    }

    [Fact]
    public void A_file_that_is_not_a_list_of_divergences_is_named()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary.File(DivergenceFile.FileName), """[{"library":"TorchSharp"}]""");
        Assert.Contains(
            DivergenceFile.FileName, Assert.Throws<UnusableException>(() => DivergenceFile.Read(temporary.Path)).Message, StringComparison.Ordinal);
    }

    static DivergenceCheck OfRecordings(string library, IReadOnlyList<Divergence> known)
    {
        string[] words = library.Split(' ');
        var check = new DivergenceCheck(words[0], words[1], known);
        ErrorFixture[] recorded = [.. FixtureSet.Load(folder).Errors.Where(error => error.Oracle.StartsWith(library, StringComparison.Ordinal))];
        Assert.Equal(8, recorded.Length);
        foreach (ErrorFixture error in recorded)
            check.Add(BadUseCatalog.All.Single(use => $"error-{use.Name}" == error.Name), new BadUseAnswer(error.Error, null));
        return check;
    }
}
