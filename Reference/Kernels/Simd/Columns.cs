namespace Parity.Reference.Kernels.Simd;

/// <summary>Channels by fours; the last four overlap those before where the number is no multiple of four.</summary>
/// <param name="Channels">All channels, four at least.</param>
/// <param name="First">The first four of this run.</param>
/// <param name="End">The four after the last of this run.</param>
readonly record struct Columns(nint Channels, nint First, nint End)
{
    /// <summary>Doubles that hold the chains of four channels, two sums each.</summary>
    public const int ChainsPerFour = 4 * SumOrder.ChainsPerChannel;

    /// <summary>All of a tensor's channels.</summary>
    public static Columns All(nint channels) => new(channels, 0, (channels + 3) / 4);

    /// <summary>The run of one unit, where each has so many fours.</summary>
    public static Columns Unit(nint channels, nint foursPerUnit, nint unit)
    {
        Columns all = All(channels);
        return all with { First = unit * foursPerUnit, End = Math.Min((unit + 1) * foursPerUnit, all.End) };
    }

    /// <summary>The first channel of a four.</summary>
    public nint ChannelOf(nint four) => Math.Min(4 * four, Channels - 4);

    /// <summary>Sets the chains of this run to zero.</summary>
    public unsafe void Clear(double* chains) =>
        new Span<double>(chains + First * ChainsPerFour, (int)(End - First) * ChainsPerFour).Clear();
}
