using System.Runtime.InteropServices;
using Parity.Tests.Oracles;

namespace Parity.Tests.Libtorch;

/// <summary>A theory about the library's bits: it needs TorchSharp, on the platform whose bits are known.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FollowingTheoryAttribute : TheoryAttribute
{
    public FollowingTheoryAttribute() => Skip = SkipReason;

    /// <summary>Why the library's bits cannot be asked here, or null.</summary>
    public static string? SkipReason =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? LiveOracle.SkipReason("torchsharp")
            : $"the library's bits are known on linux-x64, this is {RuntimeInformation.RuntimeIdentifier}";
}

/// <summary>A fact about the library's bits, likewise.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FollowingFactAttribute : FactAttribute
{
    public FollowingFactAttribute() => Skip = FollowingTheoryAttribute.SkipReason;
}
