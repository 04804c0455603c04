using System.Diagnostics;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

/// <summary>libtorch writes its warnings to the terminal itself; here it is asked for nothing that it warns of.</summary>
public sealed class QuietTerminalTests
{
    [LiveTheory("torchsharp")]
    [InlineData("check", "--cases", "300", "--kernel", "simd")]
    [InlineData("replay", "bn1d/0x1")]
    [InlineData("replay", "bn1d/1x1/eval")]
    [InlineData("sequences", "--count", "100", "--kernel", "simd")]
    [InlineData("errors")]
    public void Nothing_is_written_beside_the_results(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        string[] report = arguments[0] == "check" ? ["--report", folder.Path] : [];
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments, "--oracle", "torchsharp", .. report])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((ExitCode.Parity, ""), (process.ExitCode, error.Result));
        Assert.NotEqual("", output);
        Assert.DoesNotContain("[W", output, StringComparison.Ordinal);
    }
}
