namespace Parity.Reference.Kernels.Simd;

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
