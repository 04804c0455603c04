using System.Numerics;

namespace Parity.Tests.Planted.Memory;

/// <summary>Reads and writes channels-last memory as if it were row-major.</summary>
sealed class ChannelsLastAsContiguous<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        lengths.Length == 4 ? Dense(lengths) : strides.ToArray();
}

/// <summary>Reads and writes features-last memory as if it were row-major.</summary>
sealed class FeaturesLastAsContiguous<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        lengths.Length == 3 ? Dense(lengths) : strides.ToArray();
}

/// <summary>Reads by strides, and writes row-major whatever the output is.</summary>
sealed class OutputAlwaysContiguous<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        Dense(lengths);
}

/// <summary>Reads the first sample for every sample.</summary>
sealed class BatchStrideZero<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        [0, .. strides[1..]];

    protected override nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) => strides.ToArray();
}

/// <summary>Reads the first channel for every channel.</summary>
sealed class ChannelStrideZero<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        [strides[0], 0, .. strides[2..]];

    protected override nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) => strides.ToArray();
}
