using Parity.Tests.Fixtures;

namespace Parity.Tests.Tool;

/// <summary>What cannot be read or written is told, with exit code 2 and no stack trace.</summary>
public sealed class MannersTests
{
    [Theory]
    [InlineData("check --oracle recorded --report FILE")]
    [InlineData("check --oracle recorded --report FILE/within")]
    [InlineData("check --oracle recorded --report LINK/within")]
    [InlineData("check --oracle recorded --fixtures FILE")]
    [InlineData("check --oracle recorded --fixtures MANIFEST")]
    [InlineData("check --oracle recorded --bench FOLDER")]
    [InlineData("check --kernels-from FILE")]
    [InlineData("check --kernels-from LINK")]
    [InlineData("check --kernels-from FOLDER")]
    [InlineData("diff FOLDER FILE")]
    [InlineData("merge FILE --report FOLDER")]
    [InlineData("baseline --file FOLDER --oracle recorded")]
    [InlineData("record bn1d/4x3 bn1d/4x3")]
    public void What_cannot_be_used_is_told_without_a_stack_trace(string line)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "file"), link = Path.Combine(folder.Path, "link"), manifest = Path.Combine(folder.Path, "m");
        File.WriteAllText(file, "no report");
        File.CreateSymbolicLink(link, Path.Combine(folder.Path, "nothing"));
        Directory.CreateDirectory(Path.Combine(manifest, "manifest.json"));
        CommandLineRun run = CommandLineRun.Of([.. line.Split(' ').Select(word => word
            .Replace("FILE", file, StringComparison.Ordinal).Replace("LINK", link, StringComparison.Ordinal)
            .Replace("FOLDER", folder.Path, StringComparison.Ordinal).Replace("MANIFEST", manifest, StringComparison.Ordinal))]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("parity: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check --oracle emulated --train --input FOLDER")]
    [InlineData("replay --oracle emulated --train --input FOLDER")]
    [InlineData("check --oracle recorded --bench FOLDER")]
    [InlineData("bench --shape 4x3 --rounds 1 --json FOLDER")]
    public void A_folder_in_place_of_a_file_is_called_one(string line)
    {
        using var folder = new TemporaryFolder();
        CommandLineRun run = CommandLineRun.Of([.. line.Split(' ').Select(word => word.Replace("FOLDER", folder.Path, StringComparison.Ordinal))]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("parity: ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{folder.Path} is a folder; ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("record bn1d/4x3 --fixtures FILE", " is a file; it takes a folder of fixtures, or a new one")]
    [InlineData("check --oracle emulated --cases 1 --report TAKEN", "journal.jsonl is a folder; a report's folder has a file of that name, or nothing")]
    [InlineData("check --oracle emulated --cases 1 --resume --report TAKEN", "journal.jsonl is a folder; a report's folder has a file of that name, or nothing")]
    [InlineData("check --oracle emulated --cases 1 --resume --report BROKEN", "BytePositionInLine: 1. Without --resume a new run takes its place")]
    public void What_is_allowed_is_told(string line, string told)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("file"), taken = folder.File("taken"), broken = folder.File("broken");
        File.WriteAllText(file, "");
        Directory.CreateDirectory(Path.Combine(taken, "journal.jsonl"));
        Directory.CreateDirectory(broken);
        File.WriteAllText(Path.Combine(broken, "journal.jsonl"), "{broken\n");
        CommandLineRun run = CommandLineRun.Of([.. line.Split(' ').Select(word => word
            .Replace("FILE", file, StringComparison.Ordinal).Replace("TAKEN", taken, StringComparison.Ordinal).Replace("BROKEN", broken, StringComparison.Ordinal))]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_of_five_dimensions_is_told_how_to_be_one_of_three()
    {
        CommandLineRun run = CommandLineRun.Of("replay", "bn3d/2x3x4x5x6");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is that of bn1d over (N, C, D·H·W)", run.Error, StringComparison.Ordinal);
    }
}
