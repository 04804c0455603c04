using Parity.BadUses;
using Parity.Oracles;
using Parity.Reports;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

/// <summary>What <c>errors</c> tells where: what fails beside the verdict, and nothing else there.</summary>
public sealed class ErrorsCommandTests : IDisposable
{
    const int HeadLines = 3;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LiveFact("torchsharp")]
    public void What_fails_is_told_alone_in_80_columns_with_a_line_to_copy()
    {
        string version = LiveOracle.Use(oracle => ((IBadUseOracle)oracle).LibraryVersion, "torchsharp");
        IReadOnlyList<Divergence> all = DivergenceFile.ReadNearest(null)!;
        Divergence unknown = all.First(known => known.Library == "TorchSharp" && known.Versions.Contains(version));
        var gone = new Divergence("TorchSharp", [version], "bn1d-one-value-eval", "no", null, "PyTorch", "gone");
        File.WriteAllText(folder.File(DivergenceFile.FileName), DivergenceFile.Text([.. all.Where(known => known.Case != unknown.Case), gone]));

        CommandLineRun run = CommandLineRun.Of("errors", "--oracle", "torchsharp", "--fixtures", folder.Path);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.StartsWith("FAILED  ", lines[0], StringComparison.Ordinal);
        Assert.Contains(" known divergences, 2 new or gone", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("  FAILED     ", lines[HeadLines], StringComparison.Ordinal);
        Assert.Contains(DivergenceFile.Line(gone), lines);
        Assert.Contains(lines, line => line.StartsWith('{') && line.Contains($"\"{unknown.Case}\"", StringComparison.Ordinal));
        Assert.All(lines.Where(line => !line.StartsWith('{')), line => Assert.InRange(line.Length, 1, 80));
        Assert.DoesNotContain(lines, line => line.StartsWith("  known", StringComparison.Ordinal) || line.StartsWith("  not asked", StringComparison.Ordinal));
    }

    [LiveFact("torchsharp")]
    public void Where_nothing_fails_every_known_divergence_and_what_was_not_asked_is_told()
    {
        CommandLineRun run = CommandLineRun.Of("errors", "--oracle", "torchsharp");
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.All(lines[..HeadLines], line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains($", {Count("  not asked  ")} not asked", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"        {Count("  known      ")} known divergences, 0 new or gone", lines[1], StringComparison.Ordinal);
        Assert.Equal(lines.Length - HeadLines, Count("  known      ") + Count("  not asked  "));

        int Count(string start) => lines.Count(line => line.StartsWith(start, StringComparison.Ordinal));
    }
}
