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
        double* memory = stackalloc double[(int)channels * (SumOrder.ChainsPerChannel + 1)];
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
        Clear(sums.Chains, sums.Channels * SumOrder.ChainsPerChannel);
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
        Clear(one.Chains, SumOrder.ChainsPerChannel);
        TLayout.Sum<ShiftedMoments>(one);
        Finish(one, 0, shift);
    }

    readonly bool Finish(in ChannelSums<T> sums, nint i, double shift)
    {
        nint c = sums.FirstChannel + i;
        (double sum, double squares) = sums.Fold(i);
        (pass.Mean[c], pass.Variance[c], bool accurate) =
            Moments.From<T>(sum, squares, shift, sums.A.ValuesPerChannel);
        return accurate;
    }

    static void Clear(double* values, nint count) => new Span<double>(values, (int)count).Clear();
}

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
        int length = (int)channels * SumOrder.ChainsPerChannel;
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

/// <summary>Eval forward: a run of neighbouring channels of one plane at a time, in the order of memory.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TLayout">Memory order.</typeparam>
unsafe struct ChannelwiseEval<T, TLayout>(ChannelPass<T> pass, CoefficientTable<T> table, nint channelsPerUnit) : IWork
    where T : unmanaged
    where TLayout : struct, IChannelLayout<T>
{
    readonly nint unitsPerPlane = (pass.Input.C + channelsPerUnit - 1) / channelsPerUnit;
    ChannelPass<T> pass = pass;
    CoefficientTable<T> table = table;

    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        (nint n, nint block) = Math.DivRem(unit, unitsPerPlane);
        nint first = block * channelsPerUnit, end = Math.Min(first + channelsPerUnit, pass.Input.C);
        TLayout.Map<Normalise>(pass, n, (first, end - first), table, first, ahead: 0);
        pass.EndUnit();
    }
}

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
    public double* ChainsOf(nint i) => Chains + i * SumOrder.ChainsPerChannel;

    /// <summary>Both sums of one of these channels.</summary>
    public (double First, double Second) Fold(nint i) =>
        (SumOrder.FoldLanes(ChainsOf(i)), SumOrder.FoldLanes(ChainsOf(i) + SumOrder.Lanes));
}
