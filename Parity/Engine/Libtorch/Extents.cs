using Parity.Cases;

namespace Parity.Libtorch;

/// <summary>
/// A batch in memory without gaps: blocks of channels, and of each channel in a block the values of one plane side by side.
/// </summary>
/// <remarks>(N, C, L) is N blocks with planes of L values; rows of channels are blocks with planes of one value.</remarks>
/// <param name="Blocks">Blocks.</param>
/// <param name="Channels">Channels of each.</param>
/// <param name="Plane">Values of a channel in each.</param>
readonly record struct Extents(int Blocks, int Channels, int Plane)
{
    /// <summary>A case's batch in the order of its shape.</summary>
    public static Extents Of(BatchNormCase c) => c.IsTransposed ? new(c.Shape[0] * c.Shape[1], c.Channels, 1) : OfTorch(c);

    /// <summary>A case's batch in torch's order of dimensions.</summary>
    public static Extents OfTorch(BatchNormCase c)
    {
        int plane = 1;
        foreach (int length in c.TorchShape.AsSpan(2..))
            plane *= length;
        return new(c.Shape[0], c.Channels, plane);
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
