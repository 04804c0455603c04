namespace Parity.Reference.Kernels.Simd;

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
