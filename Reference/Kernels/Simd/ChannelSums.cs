namespace Parity.Reference.Kernels.Simd;

/// <summary>The sums over neighbouring channels: what is read, and the chains that receive it.</summary>
/// <typeparam name="T">Element type.</typeparam>
readonly unsafe struct ChannelSums<T>
    where T : unmanaged
{
    /// <summary>The tensor that is summed.</summary>
    public TensorView<T> A { get; init; }

    /// <summary>The second tensor, where there is one.</summary>
    public TensorView<T> B { get; init; }

    /// <summary>The first channel.</summary>
    public nint FirstChannel { get; init; }

    /// <summary>How many channels.</summary>
    public nint Channels { get; init; }

    /// <summary>For each of these channels what its values are measured from.</summary>
    public double* Shifts { get; init; }

    /// <summary>For each of these channels its chains, zero before the first addition.</summary>
    public double* Chains { get; init; }

    /// <summary>The chains of one of these channels.</summary>
    public double* ChainsOf(nint i) => Chains + i * ChainsPerChannel;

    /// <summary>Doubles that hold the chains of one channel.</summary>
    public static int ChainsPerChannel => SumOrder.ChainsPerChannel * SumOrder.PartsOf<T>();

    /// <summary>Both sums of one of these channels.</summary>
    public (double First, double Second) Fold(nint i) =>
        (SumOrder.FoldLanes(ChainsOf(i)), SumOrder.FoldLanes(ChainsOf(i) + SumOrder.Lanes));

    /// <summary>Both sums of one of these channels with what they lost, where that is kept.</summary>
    public (DoubleDouble First, DoubleDouble Second) FoldMoments(nint i)
    {
        if (typeof(T) == typeof(float))
            return Fold(i);
        return (SumOrder.FoldLanes(ChainsOf(i), SumOrder.ChainsPerChannel),
            SumOrder.FoldLanes(ChainsOf(i) + SumOrder.Lanes, SumOrder.ChainsPerChannel));
    }
}
