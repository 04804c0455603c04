using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Statistics;

/// <summary>Normalises by the unbiased variance.</summary>
sealed class UnbiasedVarianceInOutput<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, variance * x.ValuesPerChannel / (x.ValuesPerChannel - 1));
}

/// <summary>Divides the sum by N instead of N·H·W.</summary>
sealed class MeanDividedByBatch<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        Moments(Values(x, c), x.N);
}

/// <summary>Divides the squares by H·W instead of N·H·W.</summary>
sealed class VarianceDividedByPlane<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, variance * x.N);
}

/// <summary>Takes E[x²] for the variance.</summary>
sealed class VarianceNotCentred<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, variance + mean * mean);
}

/// <summary>Hands on the deviation as the variance.</summary>
sealed class StdInPlaceOfVariance<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, Math.Sqrt(variance));
}

/// <summary>Adds an eps to the variance that is saved, and so twice under the root.</summary>
sealed class EpsInSavedVariance<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, variance + 1e-5);
}

/// <summary>Keeps the variance above 1e-6.</summary>
sealed class VarianceClamped<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (mean, Math.Max(variance, 1e-6));
}
