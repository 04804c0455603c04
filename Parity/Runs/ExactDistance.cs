using Parity.Cases;
using Parity.Comparison;

namespace Parity.Runs;

/// <summary>How far a tensor is from the exact values, in representable values of its own type.</summary>
static class ExactDistance
{
    /// <summary>The largest distance of any element; 0 without elements.</summary>
    public static long Largest(DenseTensor values, DenseTensor exact)
    {
        long largest = 0;
        if (values.DType == DType.Float32 && exact.DType == DType.Float64)
        {
            // The common type, without asking for it at every element.
            ReadOnlySpan<float> x = values.Values<float>();
            ReadOnlySpan<double> truth = exact.Values<double>();
            for (int i = 0; i < x.Length; i++)
                largest = Math.Max(largest, Ulp.Distance(x[i], (float)truth[i]));
            return largest;
        }

        for (int i = 0; i < values.Count; i++)
            largest = Math.Max(largest, Ulp.Distance(values.DType, values[i], exact[i]));
        return largest;
    }
}
