namespace Parity.Reference.Kernels.Simd;

/// <summary>Training forward's sums over all rows, a run of columns a unit, and the coefficients they give.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowwiseStatistics<T>(ChannelPass<T> pass, RowScratch<T> scratch, nint foursPerUnit) : IWork
    where T : unmanaged
{
    ChannelPass<T> pass = pass;
    RowScratch<T> scratch = scratch;

    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        Columns columns = Columns.Unit(pass.Input, foursPerUnit, unit);
        new Span<double>(scratch.Shifts + 4 * columns.First, 4 * (int)(columns.End - columns.First)).Clear();
        columns.Clear(scratch.Chains);
        if (typeof(T) == typeof(float))
            RowSums<T, ExactMoments>.Add(pass.Input, default, columns, scratch.Shifts, scratch.Chains);
        else
            RowSums<T, ShiftedMoments>.Add(pass.Input, default, columns, scratch.Shifts, scratch.Chains);

        bool accurate = true;
        for (nint v = columns.First; v < columns.End; v++)
            accurate &= Finish(columns, v, again: false);
        if (accurate)
            return;

        columns.Clear(scratch.Chains);
        RowSums<T, ShiftedMoments>.Add(pass.Input, default, columns, scratch.Shifts, scratch.Chains);
        for (nint v = columns.First; v < columns.End; v++)
            Finish(columns, v, again: true);
    }

    // A channel that the first attempt settles has the shift NaN in the second one: no result depends on a neighbour.
    readonly bool Finish(in Columns columns, nint four, bool again)
    {
        double* shifts = scratch.Shifts + 4 * four;
        var (sum, squares) = columns.Fold(scratch.Chains, four);
        nint c = columns.ChannelOf(four);
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
            scratch.Table.Set(c + i, pass.ForwardCoefficients(c + i));
        }

        return all;
    }
}
