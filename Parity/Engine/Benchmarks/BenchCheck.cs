using System.Globalization;
using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Benchmarks;

/// <summary>Whether a kernel computed what the oracle did, before it is timed.</summary>
/// <remarks>
/// <c>parity check</c> judges roundings; this shows that both did the same work. What may differ is a share of the
/// tensor's own magnitude, since a gradient of a weight grows with the number of values that it sums, and the oracle
/// sums some of them in float32.
/// </remarks>
static class BenchCheck
{
    /// <summary>Why a kernel's answer cannot be timed, or null.</summary>
    public static string? WhyNot(BenchMode mode, BatchNormResult actual, BatchNormResult expected)
    {
        foreach (Quantity quantity in mode.Makes())
        {
            DenseTensor right = expected[quantity]!;
            var compared = TensorComparison.Compare(actual[quantity]!, right, Allowed(right));
            if (compared.Mismatches > 0)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{quantity.TorchName()}: {compared.Mismatches} of {right.Count} elements outside {compared.Tolerance}, max abs {compared.MaxAbs:G3}");
            if (compared.VacuousBecause is { } reason)
                return $"{quantity.TorchName()}: {reason}";
        }

        return null;
    }

    static Tolerance Allowed(DenseTensor expected)
    {
        double share = expected.DType == DType.Float32 ? 1e-4 : 1e-9;
        double squares = 0;
        for (int i = 0; i < expected.Count; i++)
            squares += expected[i] * expected[i];
        return new Tolerance(share, share * Math.Sqrt(squares / Math.Max(expected.Count, 1)));
    }
}
