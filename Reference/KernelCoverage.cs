namespace Parity.Reference;

/// <summary>What a kernel does, as its entry declares it: cases are drawn within it, and what is left out is no failure.</summary>
public sealed record KernelCoverage
{
    /// <summary>Everything.</summary>
    public static KernelCoverage Full { get; } = new();

    /// <summary>Whether it normalises by a batch's own statistics.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Whether it normalises by given statistics.</summary>
    public bool Eval { get; init; } = true;

    /// <summary>Whether it has a backward pass; without one no gradient is asked for.</summary>
    public bool Backward { get; init; } = true;

    /// <summary>Whether it hands out the mean and variance of a batch; without them running statistics are not compared either.</summary>
    public bool BatchStatistics { get; init; } = true;

    /// <summary>Whether it takes (N, C) and (N, C, L).</summary>
    public bool OneDimension { get; init; } = true;

    /// <summary>Whether it takes (N, C, H, W).</summary>
    public bool TwoDimensions { get; init; } = true;

    /// <summary>Whether an eps of 0 is its business, where a channel without a variance has no root to divide by.</summary>
    public bool ZeroEps { get; init; } = true;

    /// <summary>Whether batches of half the bits, which are widened to float32, are its business.</summary>
    public bool HalfPrecision { get; init; } = true;

    /// <summary>
    /// Whether it takes cases in which a tensor span and IEEE arithmetic leave libtorch's bits open: lengths of 1 in other than row-major order,
    /// whose strides a span does not tell, and given statistics over other strides, of which libtorch takes a vendor's root.
    /// </summary>
    public bool OpenBits { get; init; } = true;

    /// <summary>Whether it takes dense tensors in row-major order alone.</summary>
    public bool DenseOnly { get; init; }
}
