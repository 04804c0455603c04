namespace Parity.Reference.Kernels.Simd;

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
        var first = new PlaneRun<T>(copies, Piece);
        var second = new PlaneRun<T>(copies + SumOrder.Sets * Piece, Piece);
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
        in TensorView<T> tensor, nint n, nint c, nint planes, nint start, nint count, PlaneRun<T> copies)
    {
        for (nint p = 0; p < planes; p++)
            tensor.Gather(n + p, c, start, count, copies.From(p).First);
    }
}
