using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Changes;

/// <summary>Mean and variance from plain sums of doubles, in two passes: as right as many a kernel, and nothing wrong.</summary>
sealed class PlainSums<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) => Moments(Values(x, c));
}
