using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>The coefficients of one channel in double.</summary>
/// <param name="Mean">Subtracted from the input.</param>
/// <param name="InputScale">Factor of the centred input.</param>
/// <param name="GradientScale">Factor of the gradient.</param>
/// <param name="Offset">Added.</param>
readonly record struct ExactCoefficients(double Mean, double InputScale, double GradientScale, double Offset);

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
