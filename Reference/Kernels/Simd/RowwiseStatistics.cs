using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Training forward's sums over all rows, a run of columns a unit, and the coefficients they give.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowwiseStatistics<T>(ChannelPass<T> pass, RowScratch<T> scratch, nint groupsPerUnit) : IWork
    where T : unmanaged
{
    ChannelPass<T> pass = pass;
    RowScratch<T> scratch = scratch;

    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        Columns columns = Columns.Unit(pass.Input, groupsPerUnit, unit);
        new Span<double>(scratch.Shifts + columns.First * columns.Width, (int)((columns.End - columns.First) * columns.Width)).Clear();
        columns.Clear<T>(scratch.Chains);
        RowSums<T, ExactMoments>.Add(pass.Input, default, columns, scratch.Shifts, scratch.Chains);

        bool accurate = true;
        for (nint group = columns.First; group < columns.End; group++)
            for (nint channel = 0; channel < columns.Width; channel += 4)
                accurate &= Finish(columns, group, channel, again: false);
        if (accurate)
            return;

        columns.Clear<T>(scratch.Chains);
        RowSums<T, ShiftedMoments>.Add(pass.Input, default, columns, scratch.Shifts, scratch.Chains);
        for (nint group = columns.First; group < columns.End; group++)
            for (nint channel = 0; channel < columns.Width; channel += 4)
                Finish(columns, group, channel, again: true);
    }

    // A channel that the first attempt settles has the shift NaN in the second one: no result depends on a neighbour.
    readonly bool Finish(in Columns columns, nint group, nint channel, bool again)
    {
        double* shifts = scratch.Shifts + group * columns.Width + channel;
        var (sum, squares) = Fold(columns, group, channel);
        nint c = columns.ChannelOf(group) + channel;
        if (typeof(T) == typeof(float) && !again && Moments.TryStore(sum.Sum, squares.Sum, pass.Input.ValuesPerChannel, pass.Mean + c, pass.Variance + c)
            && FourChannels<T>.TrySetForward(pass, c, scratch.Table))
        {
            Vector256.Create(double.NaN).Store(shifts);
            return true;
        }

        bool all = true;
        for (int i = 0; i < 4; i++)
        {
            if (double.IsNaN(shifts[i]))
                continue;
            (double mean, double variance, bool accurate) =
                Moments.From<T>(sum[i], squares[i], shifts[i], pass.Input.ValuesPerChannel);
            shifts[i] = accurate ? double.NaN : Moments.ShiftFor(mean);
            all &= accurate;
            if (!accurate && !again)
                continue;
            (pass.Mean[c + i], pass.Variance[c + i]) = (mean, variance);
            pass.SetForward(c + i, scratch.Table, c + i);
        }

        return all;
    }

    // Sums of floats have lost nothing that matters, and keep nothing of it.
    readonly (CompensatedSum First, CompensatedSum Second) Fold(in Columns columns, nint group, nint channel)
    {
        if (typeof(T) == typeof(double))
            return columns.FoldMoments(scratch.Chains, group, channel);
        var (sum, squares) = columns.Fold(scratch.Chains, group, channel);
        return (new(sum, default), new(squares, default));
    }
}
