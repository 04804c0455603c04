using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Backward's sums over all rows, a run of columns a unit, and what follows from them.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowwiseGradients<T>(ChannelPass<T> pass, RowScratch<T> scratch, nint foursPerUnit) : IWork
    where T : unmanaged
{
    ChannelPass<T> pass = pass;
    RowScratch<T> scratch = scratch;

    /// <inheritdoc/>
    public readonly void Run(nint unit)
    {
        Columns columns = Columns.Unit(pass.Input, foursPerUnit, unit);
        columns.Clear(scratch.Chains);
        for (nint v = columns.First; v < columns.End; v++)
            Vector256.Load(pass.Mean + columns.ChannelOf(v)).Store(scratch.Shifts + 4 * v);
        if (pass.NeedsSums)
            RowSums<T, GradientSums>.Add(pass.GradOutput, pass.Input, columns, scratch.Shifts, scratch.Chains);
        for (nint v = columns.First; v < columns.End; v++)
        {
            var (sum, dot) = columns.Fold(scratch.Chains, v);
            nint c = columns.ChannelOf(v);
            for (int i = 0; i < 4; i++)
                scratch.Table.Set(c + i, pass.FinishGradients(c + i, sum[i], dot[i]));
        }
    }
}
