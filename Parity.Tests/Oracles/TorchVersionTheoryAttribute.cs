namespace Parity.Tests.Oracles;

/// <summary>A theory about one version of PyTorch; skipped with the reason on others.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchVersionTheoryAttribute : TheoryAttribute
{
    /// <param name="version">Beginning of the version that the theory needs.</param>
    public TorchVersionTheoryAttribute(string version)
    {
        Version = version;
        Skip = LiveOracle.SkipReason("pytorch");
        if (Skip is null && LiveOracle.Find("pytorch") is { } oracle && !oracle.Version.StartsWith(version, StringComparison.Ordinal))
            Skip = $"bits are compared on PyTorch {version}x, here it is {oracle.Version}";
    }

    /// <summary>Beginning of the version that the theory needs.</summary>
    public string Version { get; }
}
