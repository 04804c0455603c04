using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Two sums over a channel, taken in one pass: what is added for four values.</summary>
interface IReduction
{
    /// <summary>Whether a second tensor is read beside the first.</summary>
    static abstract bool ReadsSecond { get; }

    /// <summary>Whether the values are measured from a shift.</summary>
    static abstract bool UsesShift { get; }

    /// <summary>What the first sum receives.</summary>
    static abstract Vector256<double> First(Vector256<double> a, Vector256<double> shift);

    /// <summary>The second sum with its product added.</summary>
    static abstract Vector256<double> AddSecond(
        Vector256<double> sum, Vector256<double> a, Vector256<double> b, Vector256<double> shift);
}
