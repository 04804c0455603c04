using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// Channels in groups of sixteen, or of four where there are fewer; the last group overlaps the one before where the
/// number is no multiple.
/// </summary>
/// <param name="Channels">All channels, four at least.</param>
/// <param name="Sets">Sets of chains in use: planes of a channel, four at most.</param>
/// <param name="First">The first group of this run.</param>
/// <param name="End">The group after the last of this run.</param>
readonly record struct Columns(nint Channels, nint Sets, nint First, nint End)
{
    /// <summary>Channels of a wide group: a cache line of floats.</summary>
    public const int Wide = 16;

    const int Narrow = 4;

    /// <summary>Channels of a group.</summary>
    public nint Width => WidthFor(Channels);

    /// <summary>How many groups of this run follow one another without overlap.</summary>
    public nint InStep => Math.Max(1, Math.Min(End, Channels / Width) - First);

    /// <summary>Doubles that hold the chains that one plane adds to, of one group: by lane, then sum, then channel.</summary>
    public nint ChainsPerSet => 2 * SumOrder.Lanes * Width;

    /// <summary>Doubles from the chains of one lane to those of the next.</summary>
    public nint NextLane => 2 * Width;

    /// <summary>How many groups there are.</summary>
    public static nint Groups(nint channels) => (channels + WidthFor(channels) - 1) / WidthFor(channels);

    /// <summary>Places for one number a channel, by groups.</summary>
    public static nint Places(nint channels) => Groups(channels) * WidthFor(channels);

    /// <summary>Doubles that hold the chains of all channels of a tensor.</summary>
    public static nint ChainsLength<T>(nint channels, nint planes)
        where T : unmanaged =>
        2 * SumOrder.Lanes * Places(channels) * Math.Min(planes, SumOrder.Sets) * SumOrder.PartsOf<T>();

    /// <summary>Doubles from a chain to what it lost, where that is kept.</summary>
    public nint ToLost => Sets * SetLength;

    /// <summary>The run of one unit, where each has so many groups.</summary>
    public static Columns Unit<T>(in TensorView<T> tensor, nint groupsPerUnit, nint unit)
        where T : unmanaged
    {
        nint end = Math.Min((unit + 1) * groupsPerUnit, Groups(tensor.C));
        return new(tensor.C, Math.Min(tensor.N, SumOrder.Sets), unit * groupsPerUnit, end);
    }

    /// <summary>The first channel of a group.</summary>
    public nint ChannelOf(nint group) => Math.Min(Width * group, Channels - Width);

    /// <summary>The chains that plane <paramref name="n"/> adds to.</summary>
    public unsafe double* Chains(double* chains, nint n) => chains + (n & (SumOrder.Sets - 1)) * SetLength;

    /// <summary>Sets the chains of this run to zero.</summary>
    public unsafe void Clear<T>(double* chains)
        where T : unmanaged
    {
        for (nint part = 0; part < SumOrder.PartsOf<T>(); part++)
            for (nint set = 0; set < Sets; set++)
                new Span<double>(
                    Chains(chains + part * ToLost, set) + First * ChainsPerSet, (int)((End - First) * ChainsPerSet)).Clear();
    }

    /// <summary>Both sums of four neighbouring channels of a group.</summary>
    public unsafe (Vector256<double> First, Vector256<double> Second) Fold(double* chains, nint group, nint channel)
    {
        chains += group * ChainsPerSet + channel;
        return (FoldOne(chains), FoldOne(chains + Width));
    }

    /// <summary>The same with what the sums lost, where that is kept.</summary>
    public unsafe (CompensatedSum First, CompensatedSum Second) FoldMoments(double* chains, nint group, nint channel)
    {
        chains += group * ChainsPerSet + channel;
        return (
            SumOrder.FoldChannels(chains, ToLost, NextLane, SetLength, Sets),
            SumOrder.FoldChannels(chains + Width, ToLost, NextLane, SetLength, Sets));
    }

    unsafe Vector256<double> FoldOne(double* chains) => SumOrder.FoldChannels(chains, NextLane, SetLength, Sets);

    nint SetLength => Groups(Channels) * ChainsPerSet;

    static nint WidthFor(nint channels) => channels >= Wide ? Wide : Narrow;
}
