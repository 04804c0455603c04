using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>The coefficients of one channel in double, as the definition has them: products of them may leave its range.</summary>
/// <param name="Mean">Subtracted from the input.</param>
/// <param name="InverseStd">1 / deviation.</param>
/// <param name="Weight">The last factor.</param>
/// <param name="Offset">The bias, or the mean of the gradient.</param>
/// <param name="Slope">The mean of the gradient times the normalised input.</param>
readonly record struct WideCoefficients(double Mean, double InverseStd, double Weight, double Offset, double Slope);

/// <summary>The coefficients of one channel, or of neighbouring channels, ready for arithmetic.</summary>
readonly struct CoefficientVectors<T>(
    Vector256<T> mean, Vector256<T> inputScale, Vector256<T> gradientScale, Vector256<T> offset)
{
    /// <summary>Subtracted from the input.</summary>
    public readonly Vector256<T> Mean = mean;

    /// <summary>Factor of the centred input.</summary>
    public readonly Vector256<T> InputScale = inputScale;

    /// <summary>Factor of the gradient.</summary>
    public readonly Vector256<T> GradientScale = gradientScale;

    /// <summary>Added.</summary>
    public readonly Vector256<T> Offset = offset;
}
