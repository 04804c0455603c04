namespace Parity.Reference;

/// <summary>Mean and variance of each channel, in double whatever the tensors hold.</summary>
/// <remarks>
/// torch saves them in the tensors' type. Double keeps the mean's low bits, which backward and the running statistics
/// need when the mean is large beside the deviation; running statistics widen to it without rounding.
/// </remarks>
/// <param name="mean">C means.</param>
/// <param name="variance">C variances; biased (divided by the count) where they are a batch's own.</param>
public readonly ref struct ChannelStatistics(Span<double> mean, Span<double> variance)
{
    /// <summary>C means.</summary>
    public Span<double> Mean { get; } = mean;

    /// <summary>C variances; biased where they are a batch's own.</summary>
    public Span<double> Variance { get; } = variance;
}
