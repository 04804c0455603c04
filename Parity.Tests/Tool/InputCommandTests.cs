using Parity.Fixtures;
using Parity.Tensors;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

/// <summary>Batches of somebody's own on the command line, and replay lines that show the case that failed and no other.</summary>
public sealed class InputCommandTests : IDisposable
{
    static readonly string tests = typeof(InputCommandTests).Assembly.Location;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LiveFact("torchsharp")]
    public void A_fresh_layer_in_eval_passes_though_its_mean_is_zero_and_a_fixture_of_it_needs_no_library()
    {
        string batch = Batch();
        Passes("replay", "--input", batch, "--eval", "--oracle", "torchsharp");
        Passes("check", "--input", batch, "--train", "--oracle", "torchsharp", "--report", folder.File("report"));
        Passes("record", "--input", batch, "--eval", "--oracle", "torchsharp", "--fixtures", folder.File("mine"));
        Assert.Equal("torchsharp-input-it-s/eval".Replace('/', '-'), Assert.Single(FixtureSet.Load(folder.File("mine")).Fixtures).Name);
        CommandLineRun recorded = Passes("check", "--oracle", "recorded", "--fixtures", folder.File("mine"), "--report", folder.File("report"));
        Assert.Contains("  cases     1 of 1 judged", recorded.Output, StringComparison.Ordinal);
    }

    [LiveFact("torchsharp")]
    public void A_failing_batch_is_shown_again_by_the_line_that_its_report_has()
    {
        string[] options = ["--kernels-from", tests, "--kernel", "planted:eps-twice", "--oracle", "torchsharp", "--threads", "1"];
        CommandLineRun checkedRun = CommandLineRun.Of(["check", "--input", Batch(), "--eval", .. options, "--report", folder.File("report")]);
        Assert.Equal(ExitCode.Mismatch, checkedRun.ExitCode);
        string line = checkedRun.Output.Split('\n').First(text => text.StartsWith("  replay    ", StringComparison.Ordinal))[12..].Trim();
        Assert.Equal($"./run.sh replay --input '{folder.Path}/it'\\''s.safetensors' --eval --kernels-from {tests} --kernel planted:eps-twice --oracle torchsharp --threads 1", line);
        CommandLineRun replayed = CommandLineRun.Of(["replay", "--input", Batch(), "--eval", .. options]);
        Assert.Equal(ExitCode.Mismatch, replayed.ExitCode);
        Assert.Contains(line, replayed.Output, StringComparison.Ordinal);
    }

    [LiveFact("torchsharp")]
    public void A_live_oracle_answers_a_fixtures_inputs_and_not_its_recording()
    {
        const string Name = "bn1d-16x10-f32-train";
        // A recording that is wrong: what the library answers is not what it says.
        SafetensorsContent content = FixtureFile.Read(Name);
        DenseTensor output = content.Tensors["expected.output"];
        for (int i = 0; i < output.Count; i++)
            output.Set(i, 3);
        Directory.CreateDirectory(folder.File("wrong/batchnorm"));
        byte[] bytes = SafetensorsWriter.ToBytes(content);
        File.WriteAllBytes(folder.File($"wrong/batchnorm/{Name}.safetensors"), bytes);
        var manifest = new FixtureManifest { Files = { [$"batchnorm/{Name}.safetensors"] = FixtureManifest.HashOf(bytes) } };
        File.WriteAllBytes(folder.File("wrong/manifest.json"), manifest.ToBytes());

        string[] replay = ["replay", $"fixture/{Name}", "--kernel", "manual", "--fixtures", folder.File("wrong")];
        CommandLineRun recorded = CommandLineRun.Of([.. replay, "--oracle", "recorded"]);
        Assert.Equal(ExitCode.Mismatch, recorded.ExitCode);
        Assert.Contains($"  replay    ./run.sh replay fixture/{Name} --kernel manual --oracle recorded --fixtures {folder.File("wrong")}", recorded.Output, StringComparison.Ordinal);
        CommandLineRun live = Passes([.. replay, "--oracle", "torchsharp"]);
        Assert.StartsWith("oracle    torchsharp ", live.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--state goes with --input", "replay", "bn1d/4x3", "--state", "net.safetensors")]
    [InlineData("--eval goes with --input", "check", "--eval")]
    [InlineData("--prefix goes with --state", "replay", "--input", "x.npy", "--prefix", "bn1.", "--eval")]
    [InlineData("--train and --eval are two modes", "replay", "--input", "x.npy", "--train", "--eval")]
    [InlineData("replay takes a descriptor, or a batch of your own with --input; one of them", "replay", "bn1d/4x3", "--input", "x.npy", "--eval")]
    [InlineData("replay takes a descriptor, or a batch of your own with --input; one of them", "replay")]
    [InlineData("record takes descriptors, or a batch of your own with --input; one of them", "record", "bn1d/4x3", "--input", "x.npy", "--eval")]
    [InlineData("nothing is recorded for a batch of your own", "replay", "--input", "x.npy", "--eval", "--oracle", "recorded")]
    [InlineData("nothing is recorded for a batch of your own", "check", "--input", "x.npy", "--eval", "--oracle", "recorded")]
    [InlineData("--seed is without effect with --input, which is the only case", "check", "--input", "x.npy", "--eval", "--seed", "3", "--oracle", "torchsharp")]
    [InlineData("--cases is without effect on recorded fixtures, which are compared all", "check", "--oracle", "recorded", "--cases", "3")]
    [InlineData("--seed is without effect on recorded fixtures, which are compared all", "check", "--oracle", "recorded", "--seed", "3")]
    [InlineData("--all is without effect on a sequence", "replay", "seq/bn1d/c3,step:4x3", "--all")]
    [InlineData("--fixtures is without effect on a sequence", "replay", "seq/bn1d/c3,step:4x3", "--fixtures", "here")]
    public void An_option_that_would_be_ignored_is_refused(string says, params string[] arguments)
    {
        CommandLineRun run = CommandLineRun.Of(arguments);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.StartsWith($"parity: {says}", run.Error, StringComparison.Ordinal);
    }

    static CommandLineRun Passes(params string[] arguments)
    {
        CommandLineRun run = CommandLineRun.Of(arguments);
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        return run;
    }

    // A path that a shell would take apart.
    string Batch()
    {
        string path = folder.File("it's.safetensors");
        File.WriteAllBytes(path, SafetensorsWriter.ToBytes(new(
            new Dictionary<string, string>(), new Dictionary<string, DenseTensor> { ["input"] = DenseTensor.From<float>([1, -2, 3, 4, 0.5f, 7], 3, 2) })));
        return path;
    }
}
