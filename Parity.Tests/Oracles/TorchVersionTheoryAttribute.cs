using System.Runtime.Intrinsics.X86;

namespace Parity.Tests.Oracles;

/// <summary>A theory about the bits of one version of a library; skipped with the reason on others, and on other systems.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchVersionTheoryAttribute : TheoryAttribute
{
    /// <param name="oracle">The oracle that the theory needs.</param>
    /// <param name="version">Beginning of the version that the theory needs.</param>
    public TorchVersionTheoryAttribute(string oracle, string version)
    {
        (Oracle, Version) = (oracle, version);
        Skip = LiveOracle.SkipReason(oracle);
        if (Skip is null && !(OperatingSystem.IsLinux() && Avx2.IsSupported))
            Skip = "bits were recorded on linux-x64 with AVX2";
        else if (Skip is null && LiveOracle.Find(oracle) is { } found && !found.Version.StartsWith(version, StringComparison.Ordinal))
            Skip = $"bits are compared on {oracle} {version}, here it is {found.Version}";
    }

    /// <summary>The oracle that the theory needs.</summary>
    public string Oracle { get; }

    /// <summary>Beginning of the version that the theory needs.</summary>
    public string Version { get; }
}
