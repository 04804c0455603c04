namespace Parity.Reference.Kernels.Simd;

/// <summary>Training forward over a block of channels at a time, which stays in cache between its two passes.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TLayout">Memory order.</typeparam>
unsafe struct ChannelwiseForward<T, TLayout>(ChannelPass<T> pass, NextUnit next) : IWork
    where T : unmanaged
    where TLayout : struct, IChannelLayout<T>
{
    ChannelPass<T> pass = pass;

    /// <inheritdoc/>
    public void Run(nint unit)
    {
        nint first = unit * next.Channels, channels = Math.Min(next.Channels, pass.Input.C - first);
        double* memory = stackalloc double[(int)channels * (ChannelSums<T>.ChainsPerChannel + 1)];
        var sums = new ChannelSums<T>
        {
            A = pass.Input,
            FirstChannel = first,
            Channels = channels,
            Shifts = memory,
            Chains = memory + channels,
        };
        SetStatistics(sums);

        double* coefficients = stackalloc double[(int)CoefficientTable<T>.BytesFor(channels) / sizeof(double) + 1];
        var table = new CoefficientTable<T>((byte*)coefficients, channels);
        for (nint i = 0; i < channels; i++)
            pass.SetForward(first + i, table, i);

        for (nint n = 0; n < pass.Input.N; n++)
            TLayout.Map<Normalise>(pass, n, (first, channels), table, 0, next.Ahead(pass.Input, first, n, sizeof(T)));
        pass.EndUnit();
    }

    readonly void SetStatistics(in ChannelSums<T> sums)
    {
        Clear(sums.Shifts, sums.Channels);
        Clear(sums.Chains, sums.Channels * ChannelSums<T>.ChainsPerChannel);
        TLayout.Sum<ExactMoments>(sums);
        for (nint i = 0; i < sums.Channels; i++)
        {
            nint c = sums.FirstChannel + i;
            bool accurate = Finish(sums, i, 0);
            if (!accurate)
                SumAgain(sums, i, Moments.ShiftFor(pass.Mean[c]));
        }
    }

    readonly void SumAgain(in ChannelSums<T> sums, nint i, double shift)
    {
        var one = new ChannelSums<T>
        {
            A = sums.A,
            FirstChannel = sums.FirstChannel + i,
            Channels = 1,
            Shifts = &shift,
            Chains = sums.ChainsOf(i),
        };
        Clear(one.Chains, ChannelSums<T>.ChainsPerChannel);
        TLayout.Sum<ShiftedMoments>(one);
        Finish(one, 0, shift);
    }

    readonly bool Finish(in ChannelSums<T> sums, nint i, double shift)
    {
        nint c = sums.FirstChannel + i;
        (DoubleDouble sum, DoubleDouble squares) = sums.FoldMoments(i);
        (pass.Mean[c], pass.Variance[c], bool accurate) =
            Moments.From<T>(sum, squares, shift, sums.A.ValuesPerChannel);
        return accurate;
    }

    static void Clear(double* values, nint count) => new Span<double>(values, (int)count).Clear();
}
