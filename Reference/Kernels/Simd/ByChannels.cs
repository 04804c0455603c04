using System.Runtime.Intrinsics;

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
        for (nint i = 0; i < channels; i += 4)
            FourChannels<T>.SetForward(pass, first + i, Math.Min(4, channels - i), table, i);

        for (nint n = 0; n < pass.Input.N; n++)
            TLayout.Map<Normalise>(pass, n, (first, channels), table, 0, next.Ahead(pass.Input, first, n, sizeof(T)));
        pass.EndUnit();
    }

    readonly void SetStatistics(in ChannelSums<T> sums)
    {
        Clear(sums.Shifts, sums.Channels);
        Clear(sums.Chains, sums.Channels * SumOrder.ChainsPerChannel);
        TLayout.Sum<RawMoments>(sums);
        for (nint first = 0; first < sums.Channels; first += 4)
        {
            var (mean, isAccurate) = Finish(sums, first, 0);
            for (int i = 0; i < Math.Min(4, sums.Channels - first); i++)
                if (isAccurate[i] == 0)
                    SumAgain(sums, first + i, Moments.ShiftFor(mean)[i]);
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

    readonly (Vector256<double> Mean, Vector256<long> IsAccurate) Finish(in ChannelSums<T> sums, nint first, double shift)
    {
        nint c = sums.FirstChannel + first;
        var (sum, squares) = sums.Fold(first);
        var (mean, variance, isAccurate) = Moments.From<T>(sum, squares, Vector256.Create(shift), sums.A.ValuesPerChannel);
        nint count = Math.Min(4, sums.Channels - first);
        FourChannels<double>.Store(pass.Mean + c, mean, count);
        FourChannels<double>.Store(pass.Variance + c, variance, count);
        return (mean, isAccurate.AsInt64());
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
            for (nint i = 0; i < channels; i += 4)
                FourChannels<T>.SetBackward(pass, first + i, Math.Min(4, channels - i), default, default, table, i);
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
        for (nint i = 0; i < channels; i += 4)
        {
            var (sum, dot) = sums.Fold(i);
            FourChannels<T>.SetBackward(pass, first + i, Math.Min(4, channels - i), sum, dot, table, i);
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

    /// <summary>Both sums of up to four of these channels, as many as there are.</summary>
    public (Vector256<double> First, Vector256<double> Second) Fold(nint first)
    {
        double* folded = stackalloc double[8];
        for (nint i = 0; i < Math.Min(4, Channels - first); i++)
        {
            folded[i] = SumOrder.FoldLanes(ChainsOf(first + i));
            folded[4 + i] = SumOrder.FoldLanes(ChainsOf(first + i) + SumOrder.Lanes);
        }

        return (Vector256.Load(folded), Vector256.Load(folded + 4));
    }
}
