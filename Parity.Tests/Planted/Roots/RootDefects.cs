using System.Numerics;

namespace Parity.Tests.Planted.Roots;

/// <summary>Divides by the variance instead of its root.</summary>
sealed class RootMissing<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / (variance + eps);
}

/// <summary>Takes the root in float.</summary>
sealed class RootInFloat<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / MathF.Sqrt((float)(variance + eps));
}

/// <summary>A 12-bit reciprocal square root and one Newton step.</summary>
sealed class RootEstimated<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps)
    {
        double estimate = RoundedTo12Bits(1 / Math.Sqrt(variance + eps));
        return estimate * (1.5 - 0.5 * (variance + eps) * estimate * estimate);
    }

    // What an estimate instruction is allowed to return; the processor's own would differ between machines.
    static double RoundedTo12Bits(double value) =>
        BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(value) & ~((1UL << 40) - 1));
}
