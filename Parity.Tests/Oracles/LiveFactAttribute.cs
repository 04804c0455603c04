namespace Parity.Tests.Oracles;

/// <summary>A test that needs a live oracle; skipped with the reason where none can be loaded and none is demanded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveFactAttribute : FactAttribute
{
    /// <param name="oracle">The oracle that the test needs; null for any.</param>
    public LiveFactAttribute(string? oracle = null) => Skip = LiveOracle.SkipReason(Oracle = oracle);

    /// <summary>The oracle that the test needs; null for any.</summary>
    public string? Oracle { get; }
}
