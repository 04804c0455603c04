using System.Diagnostics;
using Parity.Oracles;
using Parity.Tensors;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tests.Tool;
using Parity.Tool;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Parity.Tests.Guides;

/// <summary>A batch and a state of a real net, saved by the lines of the guide, and answered by the library.</summary>
public sealed class OwnNumbersTests : IDisposable
{
    // The net of the guide: what a convolution hands on reaches the layer, which has been trained a little.
    const string Net = """
        import torch
        torch.manual_seed(5)
        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1, self.bn1 = torch.nn.Conv2d(3, 6, 3), torch.nn.BatchNorm2d(6, eps=1e-3)
            def forward(self, x):
                return self.bn1(self.conv1(x))
        net, images = Net(), torch.randn(4, 3, 12, 12)
        net(images)
        net.eval()

        """;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [LiveFact("pytorch")]
    public void What_Python_saves_is_replayed_checked_and_recorded()
    {
        File.WriteAllText(folder.File("save.py"), Net + Guide.Block("own-numbers.md", "python save_batch.py"));
        string said = Python("save.py");
        Assert.True(said.Length == 0, said);

        string[] layer = ["--input", folder.File("batch.safetensors"), "--state", folder.File("net.safetensors"), "--prefix", "bn1.", "--eval"];
        CommandLineRun replayed = CommandLineRun.Of(["replay", .. layer, "--oracle", "pytorch", "--kernel", "manual"]);
        Assert.True(replayed.ExitCode == ExitCode.Parity, replayed.Output + replayed.Error);
        Assert.Contains("case      input/batch/eval\n          BatchNorm2d [4, 6, 10, 10] contiguous, float32, eval, eps 0.001,", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("  output: agree; all 2400 elements", replayed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Parity, CommandLineRun.Of(["record", .. layer, "--oracle", "pytorch", "--fixtures", folder.File("mine")]).ExitCode);
        CommandLineRun recorded = CommandLineRun.Of("check", "--oracle", "recorded", "--fixtures", folder.File("mine"), "--report", folder.File("report"));
        Assert.True(recorded.ExitCode == ExitCode.Parity, recorded.Output + recorded.Error);
        Assert.Contains("  cases     1 of 1 judged", recorded.Output, StringComparison.Ordinal);
    }

    [LiveFact("torchsharp")]
    public void What_TorchSharp_saves_is_replayed()
    {
        using IDisposable scope = NewDisposeScope();
        using var bn = nn.BatchNorm2d(6);
        LiveOracle.Use(_ =>
        {
            bn.forward(randn(8, 6, 5, 5) * 2 + 1);
            bn.eval();
            Save(folder.File("layer.safetensors"), bn, randn(4, 6, 3, 3));
            return 0;
        }, "torchsharp");
        CommandLineRun replayed = CommandLineRun.Of("replay", "--input", folder.File("layer.safetensors"), "--eval", "--oracle", "torchsharp");
        Assert.True(replayed.ExitCode == ExitCode.Parity, replayed.Output + replayed.Error);
        Assert.Contains("  running_mean: agree; all 6 elements", replayed.Output, StringComparison.Ordinal);

        static DenseTensor Dense(Tensor tensor) =>
            DenseTensor.From<float>(tensor.contiguous().data<float>().ToArray(), [.. tensor.shape.Select(length => (int)length)]);

        static void Save(string path, BatchNorm2d layer, Tensor input)
        {
            var tensors = layer.state_dict().Where(entry => entry.Key != "num_batches_tracked").ToDictionary(entry => entry.Key, entry => Dense(entry.Value));
            tensors["input"] = Dense(input);
            File.WriteAllBytes(path, SafetensorsWriter.ToBytes(new(new Dictionary<string, string> { ["eps"] = "1e-05" }, tensors)));
        }
    }

    string Python(string file)
    {
        string python = LiveOracle.Use(oracle => ((PyTorchOracle)oracle).Python, "pytorch");
        using var process = Process.Start(new ProcessStartInfo(python, file) { WorkingDirectory = folder.Path, RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : error;
    }
}
