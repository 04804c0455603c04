namespace Parity.Reference;

/// <summary>The constructor options of torch's <c>nn.BatchNorm1d</c> and <c>nn.BatchNorm2d</c>, with torch's defaults.</summary>
public sealed record BatchNormOptions
{
    /// <summary>torch's defaults.</summary>
    public static BatchNormOptions Default { get; } = new();

    /// <summary>Added to the variance under the root.</summary>
    public double Eps { get; init; } = 1e-5;

    /// <summary>Share of the new batch in the running statistics; null for the cumulative average.</summary>
    public double? Momentum { get; init; } = 0.1;

    /// <summary>Whether the module has a weight and a bias.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether the module keeps running statistics; without them eval normalises by the batch too.</summary>
    public bool TrackRunningStats { get; init; } = true;
}
