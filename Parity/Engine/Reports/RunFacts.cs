using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Parity.Oracles;

namespace Parity.Reports;

/// <summary>Where a run took place.</summary>
/// <param name="Os">Operating system and architecture.</param>
/// <param name="Cpu">Processor name.</param>
/// <param name="Simd">Widest vector instructions in use.</param>
/// <param name="Threads">Threads that a kernel may use at least; cases may give it more.</param>
/// <param name="Dotnet">Version of the .NET runtime.</param>
/// <param name="Loading">What had to be done for the oracle's native part to load; null where nothing had to be.</param>
public sealed record RunEnvironment(string Os, string Cpu, string Simd, int Threads, string Dotnet, string? Loading = null);

/// <summary>When a run took place and how long it took.</summary>
/// <param name="Started">Start in UTC.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="OracleSeconds">Wall time spent waiting for the oracle's answers.</param>
public sealed record RunTiming(DateTimeOffset Started, double Seconds, double OracleSeconds);

/// <summary>The oracle of a run.</summary>
/// <param name="Name">Its key, such as <c>torchsharp</c>.</param>
/// <param name="Version">The library's version.</param>
/// <param name="Live">Whether it computed during the run, rather than remembered.</param>
public sealed record OracleIdentity(string Name, string Version, bool Live)
{
    /// <summary>Threads inside the library.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What is to be said loudly: that no library was run; null where one was.</summary>
    public string? Caution { get; init; }

    /// <summary>What a report tells of an oracle.</summary>
    internal static OracleIdentity Of(IOracle oracle) =>
        new(oracle.Name, oracle.Version, oracle.Live) { Threads = oracle.Threads, Caution = oracle.Caution };
}

/// <summary>A kernel under test, and which build of it.</summary>
/// <param name="Name">Name of the kernel.</param>
/// <param name="Assembly">Assembly that it is in.</param>
/// <param name="Build">What tells this build of the assembly from any other: its module version id.</param>
public sealed record KernelIdentity(string Name, string Assembly, string Build);

/// <summary>A case that the oracle gave no answer for.</summary>
/// <param name="Case">Descriptor.</param>
/// <param name="Message">What happened.</param>
/// <param name="Replay">Command line that runs the case again.</param>
public sealed record OracleFailure(string Case, string Message, string Replay);

/// <summary>A case that the oracle was asked again, and answered otherwise; it was judged by an answer that two calls agree on.</summary>
/// <param name="Case">Descriptor.</param>
/// <param name="First">What the oracle said first, where two answers differ.</param>
/// <param name="Again">What it said in its place when it was asked again.</param>
/// <param name="Calls">How often it was asked until two calls agreed.</param>
/// <param name="Replay">Command line that runs the case again.</param>
public sealed record UnsteadyAnswer(string Case, string First, string Again, int Calls, string Replay);

/// <summary>What machine this is, for reports.</summary>
static class Machine
{
    /// <summary>The environment of a run.</summary>
    /// <param name="threads">Threads that a kernel may use.</param>
    /// <param name="loading">What had to be done for the oracle's native part to load, or null.</param>
    public static RunEnvironment Describe(int threads, string? loading) => new(
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}".ToLowerInvariant(),
        Cpu(),
        Simd(),
        threads,
        RuntimeInformation.FrameworkDescription,
        loading);

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
