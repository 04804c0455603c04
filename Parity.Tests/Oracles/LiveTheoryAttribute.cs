namespace Parity.Tests.Oracles;

/// <summary>A theory that needs a live oracle; skipped with the reason where none can be loaded and none is demanded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveTheoryAttribute : TheoryAttribute
{
    /// <param name="oracle">The oracle that the theory needs; null for any.</param>
    public LiveTheoryAttribute(string? oracle = null) => Skip = LiveOracle.SkipReason(Oracle = oracle);

    /// <summary>The oracle that the theory needs; null for any.</summary>
    public string? Oracle { get; }
}
