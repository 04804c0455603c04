using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>What machine this is, for reports.</summary>
public static class Machine
{
    /// <summary>The environment of a run whose kernels may use so many threads.</summary>
    public static RunEnvironment Describe(int threads) => new(
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}".ToLowerInvariant(),
        Cpu(),
        Simd(),
        threads,
        RuntimeInformation.FrameworkDescription,
        TorchSharpLoader.Note);

    static string Cpu()
    {
        const string Linux = "/proc/cpuinfo";
        if (File.Exists(Linux)
            && File.ReadLines(Linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line)
            return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>The widest vector instructions that .NET uses here.</summary>
    public static string Simd() =>
        Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : Vector128.IsHardwareAccelerated ? "128 bit"
        : "none";
}
