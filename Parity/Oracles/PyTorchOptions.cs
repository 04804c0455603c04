namespace Parity.Oracles;

/// <summary>How the PyTorch worker is found and run.</summary>
public sealed record PyTorchOptions
{
    /// <summary>The one Python to use; null for <c>PARITY_PYTHON</c>, or the first usual one that can import torch.</summary>
    public string? Python { get; init; }

    /// <summary>Threads inside torch; some sums depend on it in their last bits.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How long one case may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long starting Python and importing torch may take; minutes on a cold network disk.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The Python program of the worker; tests plant others.</summary>
    internal string? Program { get; init; }
}
