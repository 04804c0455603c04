namespace Parity.Reference.Kernels.Simd;

/// <summary>Backward over a block of channels at a time, which stays in cache between its two passes.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TLayout">Memory order.</typeparam>
unsafe struct ChannelwiseBackward<T, TLayout>(ChannelPass<T> pass, NextUnit next) : IWork
    where T : unmanaged
    where TLayout : struct, IChannelLayout<T>
{
    ChannelPass<T> pass = pass;

    /// <inheritdoc/>
    public void Run(nint unit)
    {
        nint first = unit * next.Channels, channels = Math.Min(next.Channels, pass.Input.C - first);
        double* coefficients = stackalloc double[(int)CoefficientTable<T>.BytesFor(channels) / sizeof(double) + 1];
        var table = new CoefficientTable<T>((byte*)coefficients, channels);
        if (pass.NeedsSums)
            Sum(first, channels, table);
        else
            for (nint i = 0; i < channels; i++)
                pass.FinishGradients(first + i, table, i, 0, 0);
        if (pass.Result.IsAbsent)
            return;

        for (nint n = 0; n < pass.Input.N; n++)
        {
            nint ahead = next.Ahead(pass.Input, first, n, 2 * sizeof(T));
            if (pass.Training)
                TLayout.Map<DeriveThroughStatistics>(pass, n, (first, channels), table, 0, ahead);
            else
                TLayout.Map<DeriveScaling>(pass, n, (first, channels), table, 0, ahead);
        }

        pass.EndUnit();
    }

    readonly void Sum(nint first, nint channels, in CoefficientTable<T> table)
    {
        int length = (int)channels * ChannelSums<T>.ChainsPerChannel;
        double* chains = stackalloc double[length];
        new Span<double>(chains, length).Clear();
        var sums = new ChannelSums<T>
        {
            A = pass.GradOutput,
            B = pass.Input,
            FirstChannel = first,
            Channels = channels,
            Shifts = pass.Mean + first,
            Chains = chains,
        };
        TLayout.Sum<GradientSums>(sums);
        for (nint i = 0; i < channels; i++)
        {
            (double sum, double dot) = sums.Fold(i);
            pass.FinishGradients(first + i, table, i, sum, dot);
        }
    }
}
