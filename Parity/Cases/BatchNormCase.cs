using System.Collections.Immutable;

namespace Parity.Cases;

/// <summary>One input of a comparison as a value: module, shape, options, data pattern and seed.</summary>
public sealed record BatchNormCase
{
    /// <summary>Which torch module.</summary>
    public required BatchNormModule Module { get; init; }

    /// <summary>
    /// (N, C), (N, C, L) or (N, C, H, W); (B, S, D) where <see cref="Layout"/> is <see cref="Layout.FeaturesLast"/>.
    /// </summary>
    public required ImmutableArray<int> Shape { get; init; }

    /// <summary>Memory order of input and grad_output.</summary>
    public Layout Layout { get; init; }

    /// <summary>Element type of input, parameters and buffers.</summary>
    public DType DType { get; init; } = DType.Float32;

    /// <summary>Training mode, or eval mode.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Added to the variance under the root.</summary>
    public double Eps { get; init; } = 1e-5;

    /// <summary>Share of the new batch in the running statistics; null for the cumulative average.</summary>
    public double? Momentum { get; init; } = 0.1;

    /// <summary>Whether the module has a weight and a bias.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether the module keeps running statistics.</summary>
    public bool TrackRunningStats { get; init; } = true;

    /// <summary>Batches counted before the step.</summary>
    public long NumBatchesTracked { get; init; }

    /// <summary>How the values are distributed.</summary>
    public DataPattern Pattern { get; init; }

    /// <summary>Seed of the values.</summary>
    public int Seed { get; init; }

    /// <summary>C, the number of channels.</summary>
    public int Channels => Layout == Layout.FeaturesLast ? Shape[^1] : Shape[1];

    /// <summary>Number of values of one channel.</summary>
    public int ValuesPerChannel => Shape.Aggregate(1, (product, length) => product * length) / Channels;

    /// <summary>Whether the forward pass normalises by the batch's own statistics.</summary>
    public bool UsesBatchStatistics => Training || !TrackRunningStats;

    /// <summary>Channel of a row-major position in <see cref="Shape"/>, and its place among that channel's values.</summary>
    public (int Channel, int Index) Place(int position)
    {
        if (Layout == Layout.FeaturesLast)
            return (position % Channels, position / Channels);
        int plane = 1;
        for (int d = 2; d < Shape.Length; d++)
            plane *= Shape[d];
        (int row, int inRow) = Math.DivRem(position, plane * Channels);
        return (inRow / plane, row * plane + inRow % plane);
    }

    /// <inheritdoc/>
    public bool Equals(BatchNormCase? other) => other is not null && CaseDescriptor.Format(this) == CaseDescriptor.Format(other);

    /// <inheritdoc/>
    public override int GetHashCode() => CaseDescriptor.Format(this).GetHashCode(StringComparison.Ordinal);

    /// <summary>The case's descriptor.</summary>
    public override string ToString() => CaseDescriptor.Format(this);
}
