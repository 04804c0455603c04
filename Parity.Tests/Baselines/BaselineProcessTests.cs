using System.Diagnostics;
using Parity.Baselines;
using Parity.Oracles;
using Parity.Reference;
using Parity.Tests.Fixtures;
using Parity.Tool;

namespace Parity.Tests.Baselines;

public sealed class BaselineProcessTests
{
    const int Cases = 24;

    [Fact]
    public void Kernels_of_the_catalog_give_the_same_bits_on_a_processor_that_has_no_vectors()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("baseline.json");
        using (IOracle recorded = OracleCatalog.Open("recorded").Oracle)
            BaselineFile.Write(file, BaselineRun.Measure(KernelCatalog.All, recorded, seed: 1, Cases));
        (int code, string output) = Run(file, ("DOTNET_EnableHWIntrinsic", "0"));
        Assert.True(code == ExitCode.Parity, output);
        Assert.Contains("  baseline  same: ", output, StringComparison.Ordinal);
        // The other environment is noticed, and the kernels compared all the same.
        Assert.Contains("this is recorded ", output, StringComparison.Ordinal);
    }

    static (int Code, string Output) Run(string file, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, "baseline", "--oracle", "recorded", "--file", file])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
