using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Training forward's sums over all rows, a run of groups a unit, and the coefficients they give.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowwiseStatistics<T>(ChannelPass<T> pass, RowScratch<T> scratch, nint groupsPerUnit) : IWork
    where T : unmanaged
{
    ChannelPass<T> pass = pass;
    RowScratch<T> scratch = scratch;

    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        ChannelGroups groups = ChannelGroups.Unit(pass.Input, groupsPerUnit, unit);
        new Span<double>(scratch.Shifts + groups.First * groups.Width, (int)((groups.End - groups.First) * groups.Width)).Clear();
        groups.Clear(scratch.Chains);
        RowSums<T, RawMoments>.Add(pass.Input, default, groups, scratch.Shifts, scratch.Chains);

        bool accurate = true;
        for (nint group = groups.First; group < groups.End; group++)
            for (nint channel = 0; channel < groups.Width; channel += 4)
                accurate &= Finish(groups, group, channel, again: false);
        if (accurate)
            return;

        groups.Clear(scratch.Chains);
        RowSums<T, ShiftedMoments>.Add(pass.Input, default, groups, scratch.Shifts, scratch.Chains);
        for (nint group = groups.First; group < groups.End; group++)
            for (nint channel = 0; channel < groups.Width; channel += 4)
                Finish(groups, group, channel, again: true);
    }

    // A channel that the first attempt settles has the shift NaN in the second one: no result depends on a neighbour.
    readonly bool Finish(in ChannelGroups groups, nint group, nint channel, bool again)
    {
        double* shifts = scratch.Shifts + group * groups.Width + channel;
        nint c = groups.ChannelOf(group) + channel;
        var (sum, squares) = groups.Fold(scratch.Chains, group, channel);
        Vector256<double> shift = Vector256.Load(shifts), isOpen = Vector256.Equals(shift, shift);
        var (mean, variance, isAccurate) = Moments.From<T>(sum, squares, shift, pass.Input.ValuesPerChannel);
        var settles = again ? isOpen : isAccurate;
        if (Vector256.EqualsAll(settles.AsInt64(), Vector256<long>.AllBitsSet))
        {
            mean.Store(pass.Mean + c);
            variance.Store(pass.Variance + c);
        }
        else
            for (int i = 0; i < 4; i++)
                if (settles.AsInt64()[i] != 0)
                    (pass.Mean[c + i], pass.Variance[c + i]) = (mean[i], variance[i]);

        bool all = again || Vector256.EqualsAll(isAccurate.AsInt64(), Vector256<long>.AllBitsSet);
        if (all)
            FourChannels<T>.SetForward(pass, c, 4, scratch.Table, c);

        // All bits set are a NaN.
        (isAccurate | Moments.ShiftFor(mean)).Store(shifts);
        return all;
    }
}

/// <summary>Backward's sums over all rows, a run of groups a unit, and what follows from them.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowwiseGradients<T>(ChannelPass<T> pass, RowScratch<T> scratch, nint groupsPerUnit) : IWork
    where T : unmanaged
{
    ChannelPass<T> pass = pass;
    RowScratch<T> scratch = scratch;

    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        ChannelGroups groups = ChannelGroups.Unit(pass.Input, groupsPerUnit, unit);
        groups.Clear(scratch.Chains);
        for (nint group = groups.First; group < groups.End; group++)
            new ReadOnlySpan<double>(pass.Mean + groups.ChannelOf(group), (int)groups.Width)
                .CopyTo(new Span<double>(scratch.Shifts + group * groups.Width, (int)groups.Width));
        if (pass.NeedsSums)
            RowSums<T, GradientSums>.Add(pass.GradOutput, pass.Input, groups, scratch.Shifts, scratch.Chains);
        for (nint group = groups.First; group < groups.End; group++)
            for (nint channel = 0; channel < groups.Width; channel += 4)
            {
                var (sum, dot) = groups.Fold(scratch.Chains, group, channel);
                nint c = groups.ChannelOf(group) + channel;
                FourChannels<T>.SetBackward(pass, c, 4, sum, dot, scratch.Table, c);
            }
    }
}

/// <summary>What the passes over rows keep for all channels, over memory of the caller's.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowScratch<T>
    where T : unmanaged
{
    /// <summary>What the values of each channel are measured from, by <see cref="ChannelGroups"/>.</summary>
    public double* Shifts;

    /// <summary>The chains of each channel, by <see cref="ChannelGroups"/>.</summary>
    public double* Chains;

    /// <summary>The coefficients of every channel.</summary>
    public CoefficientTable<T> Table;

    /// <summary>Scratch over memory of <see cref="BytesFor"/> bytes, aligned to 8.</summary>
    public RowScratch(byte* memory, nint channels, nint planes)
    {
        Shifts = (double*)memory;
        Chains = Shifts + ChannelGroups.Places(channels);
        Table = new CoefficientTable<T>((byte*)(Chains + ChannelGroups.ChainsLength(channels, planes)), channels);
    }

    /// <summary>Bytes that scratch for so many channels of so many planes takes.</summary>
    public static nint BytesFor(nint channels, nint planes) =>
        (ChannelGroups.Places(channels) + ChannelGroups.ChainsLength(channels, planes)) * sizeof(double)
        + CoefficientTable<T>.BytesFor(channels);
}
