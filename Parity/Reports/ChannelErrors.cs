namespace Parity.Reports;

/// <summary>The largest error of each channel of one tensor, as a multiple of its bound.</summary>
/// <param name="Channels">Number of channels.</param>
/// <param name="Kernel">The kernel's, in channel order; where there are many channels, each entry is the largest of several neighbours.</param>
/// <param name="Oracle">The oracle's, in the same order.</param>
public sealed record ChannelErrors(int Channels, IReadOnlyList<double> Kernel, IReadOnlyList<double> Oracle)
{
    /// <summary>Most entries that are kept.</summary>
    public const int MostEntries = 32;
}
