using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>What becomes of each element once its channel's coefficients are known.</summary>
interface IElementMap
{
    /// <summary>Whether the input is read.</summary>
    static abstract bool ReadsInput { get; }

    /// <summary>Whether the gradient of the output is read.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>Eight or four elements.</summary>
    static abstract Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy, CoefficientVectors<T> k)
        where T : unmanaged;

    /// <summary>One element in double, step by step, for coefficients beyond the element type.</summary>
    static abstract double Apply(double x, double dy, in WideCoefficients k);
}
