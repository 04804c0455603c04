namespace Parity.Reference.Kernels.Simd;

/// <summary>Backward's sums over all rows, a run of columns a unit, and what follows from them.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowwiseGradients<T>(ChannelPass<T> pass, RowScratch<T> scratch, nint groupsPerUnit) : IWork
    where T : unmanaged
{
    ChannelPass<T> pass = pass;
    RowScratch<T> scratch = scratch;

    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        Columns columns = Columns.Unit(pass.Input, groupsPerUnit, unit);
        columns.Clear<T>(scratch.Chains);
        for (nint group = columns.First; group < columns.End; group++)
            new ReadOnlySpan<double>(pass.Mean + columns.ChannelOf(group), (int)columns.Width)
                .CopyTo(new Span<double>(scratch.Shifts + group * columns.Width, (int)columns.Width));
        if (pass.NeedsSums)
            RowSums<T, GradientSums>.Add(pass.GradOutput, pass.Input, columns, scratch.Shifts, scratch.Chains);
        for (nint group = columns.First; group < columns.End; group++)
            for (nint channel = 0; channel < columns.Width; channel += 4)
            {
                var (sum, dot) = columns.Fold(scratch.Chains, group, channel);
                nint c = columns.ChannelOf(group) + channel;
                if (FourChannels<T>.TrySetBackward(pass, c, sum, dot, scratch.Table))
                    continue;
                for (int i = 0; i < 4; i++)
                    pass.FinishGradients(c + i, scratch.Table, c + i, sum[i], dot[i]);
            }
    }
}
