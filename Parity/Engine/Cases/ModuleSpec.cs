using Parity.Tensors;

namespace Parity.Cases;

/// <summary>A fresh module: of a case, of a bad use, or what a sequence begins with.</summary>
/// <param name="Module">Which torch module.</param>
/// <param name="Channels">C.</param>
sealed record ModuleSpec(BatchNormModule Module, int Channels)
{
    /// <summary>Element type of parameters and buffers.</summary>
    public DType DType { get; init; } = DType.Float32;

    /// <summary>Added to the variance under the root.</summary>
    public double Eps { get; init; } = 1e-5;

    /// <summary>Share of the new batch in the running statistics; null for the cumulative average.</summary>
    public double? Momentum { get; init; } = 0.1;

    /// <summary>Whether the module is made with a weight and a bias.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether the weight is taken away afterwards.</summary>
    public bool NoWeight { get; init; }

    /// <summary>Whether the bias is taken away afterwards.</summary>
    public bool NoBias { get; init; }

    /// <summary>Whether the module keeps running statistics.</summary>
    public bool TrackRunningStats { get; init; } = true;
}
