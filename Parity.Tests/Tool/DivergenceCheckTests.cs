using Parity.BadUses;
using Parity.Oracles;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

/// <summary><c>check</c> holds a live oracle against the divergences that are known of it.</summary>
public sealed class DivergenceCheckTests : IDisposable
{
    const string Gone = "bn1d-one-value-eval";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LiveFact]
    public void What_is_known_of_the_oracle_is_told_and_passes()
    {
        CommandLineRun run = Check();
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        Assert.Contains(" known, 0 new or gone; ", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(ReportFolder.Read(folder.File("report")).Divergences!.Known);
    }

    [LiveFact]
    public void A_new_divergence_fails_with_the_line_to_add()
    {
        File.WriteAllText(folder.File(DivergenceFile.FileName), DivergenceFile.Text([]));
        CommandLineRun run = Check("--fixtures", folder.Path);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.Contains("if that is so", run.Output, StringComparison.Ordinal);
        Assert.All(ReportFolder.Read(folder.File("report")).Divergences!.Problems, problem => Assert.Contains(problem.Line, run.Output, StringComparison.Ordinal));
    }

    [LiveFact]
    public void A_divergence_that_is_gone_fails_with_the_line_to_remove()
    {
        (string library, string version) = LiveOracle.Use(oracle => oracle is IBadUseOracle asked ? (asked.Library, asked.LibraryVersion) : ("", ""));
        var gone = new Divergence(library, [version], Gone, "no", null, "PyTorch", "gone");
        File.WriteAllText(folder.File(DivergenceFile.FileName), DivergenceFile.Text([.. DivergenceFile.ReadNearest(null)!, gone]));
        CommandLineRun run = Check("--fixtures", folder.Path);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.Equal(DivergenceFile.Line(gone), Assert.Single(ReportFolder.Read(folder.File("report")).Divergences!.Problems).Line);
        Assert.Contains(DivergenceFile.Line(gone), run.Output, StringComparison.Ordinal);
    }

    [LiveTheory]
    [InlineData("bn1d/1x3", "bn1d-one-value-1x3")]
    [InlineData("bn1d/1x5/eval/notrack", "bn1d-one-value-eval-without-statistics")]
    [InlineData("bn2d/1x2x1x1", "bn2d-one-value-1x3x1x1")]
    public void A_replay_names_a_known_divergence_and_passes(string descriptor, string known)
    {
        CommandLineRun run = CommandLineRun.Of("replay", descriptor, "--oracle", "torchsharp");
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        Assert.Contains($"known     a known divergence of TorchSharp, {known}: {{", run.Output, StringComparison.Ordinal);
        Assert.Contains("kernel    manual: follows PyTorch, where the library is known not to", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", run.Output, StringComparison.Ordinal);
    }

    [LiveFact]
    public void A_replay_of_what_is_not_on_record_fails()
    {
        File.WriteAllText(folder.File(DivergenceFile.FileName), DivergenceFile.Text([]));
        CommandLineRun run = CommandLineRun.Of("replay", "bn1d/1x3", "--oracle", "torchsharp", "--fixtures", folder.Path);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.Contains("FAILED  manual  error  unexplained", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Recordings_are_not_asked()
    {
        Assert.DoesNotContain("diverges", CommandLineRun.Of("check", "--oracle", "recorded", "--report", folder.File("report")).Output, StringComparison.Ordinal);
        Assert.Null(ReportFolder.Read(folder.File("report")).Divergences);
    }

    [Fact]
    public void A_folder_without_the_file_has_the_repositorys_own() =>
        Assert.Equal(DivergenceFile.ReadNearest(null)!.Count, DivergenceFile.ReadNearest(folder.Path)!.Count);

    CommandLineRun Check(params string[] options) =>
        CommandLineRun.Of(["check", "--cases", "8", "--kernel", "manual", "--report", folder.File("report"), .. options]);
}
