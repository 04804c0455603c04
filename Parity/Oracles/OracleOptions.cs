namespace Parity.Oracles;

/// <summary>What opening an oracle may need.</summary>
public sealed record OracleOptions
{
    /// <summary>Folder of fixtures; null for the one that is found by walking up.</summary>
    public string? Fixtures { get; init; }

    /// <summary>Threads inside the library; some sums depend on it in their last bits.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How long one case may take in the worker.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);
}
