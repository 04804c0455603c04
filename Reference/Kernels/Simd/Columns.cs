using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Channels by fours; the last four overlap those before where the number is no multiple of four.</summary>
/// <param name="Channels">All channels, four at least.</param>
/// <param name="Sets">Sets of chains in use: planes of a channel, four at most.</param>
/// <param name="First">The first four of this run.</param>
/// <param name="End">The four after the last of this run.</param>
readonly record struct Columns(nint Channels, nint Sets, nint First, nint End)
{
    /// <summary>
    /// Doubles that hold the chains that one plane adds to, of four channels; a set's chains of all channels lie side by
    /// side.
    /// </summary>
    public const int ChainsPerSet = 4 * SumOrder.ChainsPerChannel / SumOrder.Sets;

    /// <summary>How many fours there are.</summary>
    public static nint Fours(nint channels) => (channels + 3) / 4;

    /// <summary>Doubles that hold the chains of all channels of a tensor.</summary>
    public static nint ChainsLength(nint channels, nint planes) =>
        Fours(channels) * ChainsPerSet * Math.Min(planes, SumOrder.Sets);

    /// <summary>The run of one unit, where each has so many fours.</summary>
    public static Columns Unit<T>(in TensorView<T> tensor, nint foursPerUnit, nint unit)
        where T : unmanaged
    {
        nint end = Math.Min((unit + 1) * foursPerUnit, Fours(tensor.C));
        return new(tensor.C, Math.Min(tensor.N, SumOrder.Sets), unit * foursPerUnit, end);
    }

    /// <summary>The first channel of a four.</summary>
    public nint ChannelOf(nint four) => Math.Min(4 * four, Channels - 4);

    /// <summary>The chains that plane <paramref name="n"/> adds to.</summary>
    public unsafe double* Chains(double* chains, nint n) => chains + (n & (SumOrder.Sets - 1)) * SetLength;

    /// <summary>Sets the chains of this run to zero.</summary>
    public unsafe void Clear(double* chains)
    {
        for (nint set = 0; set < Sets; set++)
            new Span<double>(Chains(chains, set) + First * ChainsPerSet, (int)(End - First) * ChainsPerSet).Clear();
    }

    /// <summary>Both sums of each channel of a four.</summary>
    public unsafe (Vector256<double> First, Vector256<double> Second) Fold(double* chains, nint four)
    {
        chains += four * ChainsPerSet;
        return (FoldOne(chains), FoldOne(chains + SumOrder.Lanes));
    }

    unsafe Vector256<double> FoldOne(double* chains) => SumOrder.FoldChannels(chains, SetLength, Sets);

    nint SetLength => Fours(Channels) * ChainsPerSet;
}
