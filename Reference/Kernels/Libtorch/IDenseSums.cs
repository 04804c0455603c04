namespace Parity.Reference.Kernels.Libtorch;

/// <summary>The sums over a batch without gaps, in which planes and rows differ; what follows from them is the same.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
interface IDenseSums<T>
    where T : unmanaged
{
    /// <summary>Extents of the batch in memory.</summary>
    Extents Size { get; }

    /// <summary>The mean of each channel, and the sum of squares about it.</summary>
    (T[] Mean, T[] Squares) Moments(ReadOnlySpan<T> x);

    /// <summary>Σdy and Σdy·(x - mean) of each channel.</summary>
    (double[] Sum, double[] Dot) OfGradients(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, T[] mean);

    /// <summary>Whether the input's gradient is made of fused products in a channel.</summary>
    bool FusesGradient(int channel);
}
