using Parity.Fixtures;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

public sealed class RecordCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LiveFact("torchsharp")]
    public void A_fixture_is_recorded_once_more_from_its_own_inputs_beside_other_cases()
    {
        const string Name = "bn1d-5x33-f32-train";
        CommandLineRun run = Record($"fixture/{Name}", "bn1d/4x3/f16/seed=5");
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.StartsWith("recorded 2 fixtures from torchsharp ", run.Output, StringComparison.Ordinal);

        var recorded = FixtureSet.Load(folder.Path);
        Assert.Equal(["torchsharp-bn1d-4x3-f16-seed5", $"torchsharp-{Name}"], recorded.Fixtures.Select(fixture => fixture.Name));
        Assert.Equal(FixtureFile.Read(Name).Tensors["input"].Bytes.ToArray(), recorded.Fixtures[1].Trial.Inputs.Input.Bytes.ToArray());
        Assert.Equal($"fixture/{Name}", SafetensorsOf($"torchsharp-{Name}").Metadata["descriptor"]);
    }

    [LiveTheory("torchsharp")]
    [InlineData("bn2d/1x2x2x1/grad=permuted", "'bn2d/1x2x2x1/grad=permuted' cannot be recorded from torchsharp ")]
    [InlineData("fixture/lost", "there is no 'fixture/lost' in ")]
    public void What_cannot_be_recorded_is_refused_before_anything_is_written(string word, string says)
    {
        CommandLineRun run = Record("bn1d/4x3", word);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    CommandLineRun Record(params string[] words) => CommandLineRun.Of(["record", .. words, "--oracle", "torchsharp", "--fixtures", folder.Path]);

    Parity.Tensors.SafetensorsContent SafetensorsOf(string name)
    {
        string path = folder.File($"batchnorm/{name}.safetensors");
        return Parity.Tensors.SafetensorsReader.Read(File.ReadAllBytes(path), path);
    }
}
