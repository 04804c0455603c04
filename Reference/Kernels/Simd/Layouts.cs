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

/// <summary>NCHW and NCL: every plane is one run of memory.</summary>
/// <typeparam name="T">Element type.</typeparam>
readonly unsafe struct ContiguousPlanes<T> : IChannelLayout<T>
    where T : unmanaged
{
    // Planes first, then channels: small planes of neighbouring channels are one run of memory.
    /// <inheritdoc/>
    public static void Sum<TSum>(in ChannelSums<T> sums)
        where TSum : struct, IReduction
    {
        TensorView<T> a = sums.A, b = sums.B;
        for (nint n = 0; n < a.N; n += SumOrder.Sets)
        {
            nint planes = Math.Min(SumOrder.Sets, a.N - n);
            for (nint i = 0; i < sums.Channels; i++)
            {
                (nint nextPlane, nint nextChannel) = i + 1 < sums.Channels ? (n, i + 1) : (n + SumOrder.Sets, 0);
                if (nextPlane + SumOrder.Sets > a.N)
                    (nextPlane, nextChannel) = (n, i);
                PlaneSums<T, TSum>.Add(
                    a.Planes(n, sums.FirstChannel + i), b.Planes(n, sums.FirstChannel + i),
                    (a.Planes(nextPlane, sums.FirstChannel + nextChannel), b.Planes(nextPlane, sums.FirstChannel + nextChannel)),
                    planes, a.PlaneLength, sums.Shifts[i], sums.ChainsOf(i));
            }
        }
    }

    /// <inheritdoc/>
    public static void Map<TMap>(
        in ChannelPass<T> pass, nint n, (nint First, nint Count) channels, in CoefficientTable<T> table, nint place, nint ahead)
        where TMap : struct, IElementMap =>
        PlaneMap<T, TMap>.Run(
            pass.Input.Channels(n, channels.First), pass.GradOutput.Channels(n, channels.First),
            pass.Result.Channels(n, channels.First), (channels.Count, pass.Result.PlaneLength), table, place, pass.Stream, ahead);
}

/// <summary>Any other memory order: pieces of planes are copied to contiguous memory, summed and mapped there.</summary>
/// <typeparam name="T">Element type.</typeparam>
readonly unsafe struct AnyStrides<T> : IChannelLayout<T>
    where T : unmanaged
{
    const int Piece = 128;

    /// <inheritdoc/>
    public static void Sum<TSum>(in ChannelSums<T> sums)
        where TSum : struct, IReduction
    {
        T* copies = stackalloc T[2 * SumOrder.Sets * Piece];
        var first = new Strided<T>(copies, Piece);
        var second = new Strided<T>(copies + SumOrder.Sets * Piece, Piece);
        TensorView<T> a = sums.A, b = sums.B;
        for (nint i = 0; i < sums.Channels; i++)
            for (nint n = 0; n < a.N; n += SumOrder.Sets)
                for (nint start = 0; start < a.PlaneLength; start += Piece)
                {
                    nint planes = Math.Min(SumOrder.Sets, a.N - n), count = Math.Min(Piece, a.PlaneLength - start);
                    Gather(a, n, sums.FirstChannel + i, planes, start, count, first);
                    if (TSum.ReadsSecond)
                        Gather(b, n, sums.FirstChannel + i, planes, start, count, second);
                    PlaneSums<T, TSum>.Add(first, second, (first, second), planes, count, sums.Shifts[i], sums.ChainsOf(i));
                }
    }

    /// <inheritdoc/>
    public static void Map<TMap>(
        in ChannelPass<T> pass, nint n, (nint First, nint Count) channels, in CoefficientTable<T> table, nint place, nint ahead)
        where TMap : struct, IElementMap
    {
        for (nint i = 0; i < channels.Count; i++)
            Map<TMap>(pass, n, channels.First + i, (0, pass.Result.PlaneLength), table, place + i);
    }

    /// <summary>Maps positions of one plane.</summary>
    public static void Map<TMap>(
        in ChannelPass<T> pass, nint n, nint c, (nint First, nint End) positions, in CoefficientTable<T> table, nint place)
        where TMap : struct, IElementMap
    {
        T* x = stackalloc T[3 * Piece];
        T* dy = x + Piece, result = dy + Piece;
        for (nint start = positions.First; start < positions.End; start += Piece)
        {
            nint count = Math.Min(Piece, positions.End - start);
            if (TMap.ReadsInput)
                pass.Input.Gather(n, c, start, count, x);
            if (TMap.ReadsGradient)
                pass.GradOutput.Gather(n, c, start, count, dy);
            PlaneMap<T, TMap>.Run(
                new(x, 0), new(dy, 0), new(result, 0), (1, count), table, place, stream: false, ahead: 0);
            pass.Result.Scatter(result, n, c, start, count);
        }
    }

    static void Gather(
        in TensorView<T> tensor, nint n, nint c, nint planes, nint start, nint count, Strided<T> copies)
    {
        for (nint p = 0; p < planes; p++)
            tensor.Gather(n + p, c, start, count, copies.From(p).First);
    }
}
