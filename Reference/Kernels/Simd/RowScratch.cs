namespace Parity.Reference.Kernels.Simd;

/// <summary>What the passes over rows keep for all channels, over memory of the caller's.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct RowScratch<T>
    where T : unmanaged
{
    /// <summary>What the values of each channel are measured from, by <see cref="Columns"/>.</summary>
    public double* Shifts;

    /// <summary>The chains of each channel, by <see cref="Columns"/>.</summary>
    public double* Chains;

    /// <summary>The coefficients of every channel.</summary>
    public CoefficientTable<T> Table;

    /// <summary>Scratch over memory of <see cref="BytesFor"/> bytes, aligned to 8.</summary>
    public RowScratch(byte* memory, nint channels, nint planes)
    {
        Shifts = (double*)memory;
        Chains = Shifts + Columns.Places(channels);
        Table = new CoefficientTable<T>((byte*)(Chains + Columns.ChainsLength<T>(channels, planes)), channels);
    }

    /// <summary>Bytes that scratch for so many channels of so many planes takes.</summary>
    public static nint BytesFor(nint channels, nint planes) =>
        (Columns.Places(channels) + Columns.ChainsLength<T>(channels, planes)) * sizeof(double)
        + CoefficientTable<T>.BytesFor(channels);
}
