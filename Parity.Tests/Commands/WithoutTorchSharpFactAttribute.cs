using Parity.Tests.Oracles;

namespace Parity.Tests.Commands;

/// <summary>A test about a build that TorchSharp did not join; skipped with the reason where it did.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WithoutTorchSharpFactAttribute : FactAttribute
{
    public WithoutTorchSharpFactAttribute() =>
        Skip = LiveOracle.Find("torchsharp") is { } oracle ? $"TorchSharp {oracle.Version} is part of this build" : null;
}
