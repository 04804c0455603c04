namespace Parity.Reference.Kernels.Simd;

/// <summary>How a memory order is summed and mapped, channel by channel.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe interface IChannelLayout<T>
    where T : unmanaged
{
    /// <summary>Adds the planes of neighbouring channels to their chains.</summary>
    static abstract void Sum<TSum>(in ChannelSums<T> sums)
        where TSum : struct, IReduction;

    /// <summary>Maps one plane of each of some neighbouring channels.</summary>
    /// <param name="pass">The tensors.</param>
    /// <param name="n">The plane.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="table">Coefficients.</param>
    /// <param name="place">Where in the table those of the first channel are.</param>
    /// <param name="ahead">So many channels further is what is read next, and fetched meanwhile; 0 for nothing.</param>
    static abstract void Map<TMap>(
        in ChannelPass<T> pass, nint n, (nint First, nint Count) channels, in CoefficientTable<T> table, nint place, nint ahead)
        where TMap : struct, IElementMap;
}
