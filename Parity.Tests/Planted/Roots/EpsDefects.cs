using System.Numerics;

namespace Parity.Tests.Planted.Roots;

/// <summary>Adds eps to the deviation, not to the variance.</summary>
sealed class EpsOutsideRoot<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / (Math.Sqrt(variance) + eps);
}

/// <summary>Adds eps twice.</summary>
sealed class EpsTwice<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / Math.Sqrt(variance + eps + eps);
}

/// <summary>Adds eps², as if it belonged to the deviation.</summary>
sealed class EpsSquared<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / Math.Sqrt(variance + eps * eps);
}

/// <summary>Rounds eps to float on its way.</summary>
sealed class EpsFromFloat<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / Math.Sqrt(variance + (float)eps);
}

/// <summary>Uses torch's default, whatever the module's eps is.</summary>
sealed class EpsFixed<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / Math.Sqrt(variance + 1e-5);
}

/// <summary>Leaves eps out.</summary>
sealed class EpsMissing<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / Math.Sqrt(variance);
}

/// <summary>Uses eps as a floor of the variance.</summary>
sealed class EpsAsFloor<T> : WrongRoot<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double InverseStd(double variance, double eps) =>
        1 / Math.Sqrt(Math.Max(variance, eps));
}
