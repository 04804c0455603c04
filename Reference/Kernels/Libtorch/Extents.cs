using System.Collections.Immutable;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>
/// A batch in memory without gaps: blocks of channels, and of each channel in a block the values of one plane side by side.
/// </summary>
/// <remarks>(N, C, L) is N blocks with planes of L values; rows of channels are blocks with planes of one value.</remarks>
/// <param name="Blocks">Blocks.</param>
/// <param name="Channels">Channels of each.</param>
/// <param name="Plane">Values of a channel in each.</param>
readonly record struct Extents(int Blocks, int Channels, int Plane)
{
    /// <summary>A batch of these lengths, the channels second.</summary>
    public static Extents Of(ImmutableArray<int> lengths)
    {
        int plane = 1;
        foreach (int length in lengths.AsSpan(2..))
            plane *= length;
        return new(lengths[0], lengths[1], plane);
    }

    /// <summary>The same batch with the channel innermost.</summary>
    public Extents AsRows => new(Blocks * Plane, Channels, 1);

    /// <summary>Values of a channel.</summary>
    public int Count => Blocks * Plane;

    /// <summary>Values of the batch.</summary>
    public int Length => Blocks * Channels * Plane;

    /// <summary>A channel's values in one block.</summary>
    public Range this[int block, int channel]
    {
        get
        {
            int start = (block * Channels + channel) * Plane;
            return start..(start + Plane);
        }
    }
}
