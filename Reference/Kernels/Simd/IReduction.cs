using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Two sums over a channel, taken in one pass: how four or eight values are added, with the same bits either way.</summary>
interface IReduction
{
    /// <summary>Whether a second tensor is read beside the first.</summary>
    static abstract bool ReadsSecond { get; }

    /// <summary>Whether the values are measured from a shift.</summary>
    static abstract bool UsesShift { get; }

    /// <summary>Whether sums of doubles keep what their additions lose.</summary>
    static abstract bool KeepsLosses { get; }

    /// <summary>The first sum with its values added.</summary>
    static abstract Vector256<double> AddFirst(Vector256<double> sum, Vector256<double> a, Vector256<double> shift);

    /// <summary>The second sum with its products added.</summary>
    static abstract Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift);

    /// <summary>As with four values.</summary>
    static abstract Vector512<double> AddFirst(Vector512<double> sum, Vector512<double> a, Vector512<double> shift);

    /// <summary>As with four values.</summary>
    static abstract Vector512<double> AddSecond(
        Vector512<double> sum, Vector512<double> a, Vector512<double> b, Vector512<double> shift);
}
