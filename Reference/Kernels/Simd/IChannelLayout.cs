namespace Parity.Reference.Kernels.Simd;

/// <summary>How a memory order is summed and mapped, channel by channel.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe interface IChannelLayout<T>
    where T : unmanaged
{
    /// <summary>Adds the planes of neighbouring channels to their chains.</summary>
    static abstract void Sum<TSum>(in ChannelSums<T> sums)
        where TSum : struct, IReduction;

    /// <summary>Maps one plane of each of some neighbouring channels, whose coefficients begin at a place of the table.</summary>
    static abstract void Map<TMap>(
        in ChannelPass<T> pass, nint n, (nint First, nint Count) channels, in CoefficientTable<T> table, nint place)
        where TMap : struct, IElementMap;
}
