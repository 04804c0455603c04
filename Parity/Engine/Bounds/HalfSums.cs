namespace Parity.Bounds;

/// <summary>What libtorch's <c>sum</c> over a batch of half the bits loses.</summary>
/// <remarks>
/// It adds up one dimension in float32, and each such row is rounded and added to a result that has half the bits itself;
/// which dimension that is, and the order of the others, follow from strides. The bound is that of the worst order, along
/// the very partial sums.
/// </remarks>
static class HalfSums
{
    /// <summary>Bound of the sum's error.</summary>
    /// <param name="values">A channel's values, batch entry by batch entry.</param>
    /// <param name="lengths">Lengths of the dimensions that are summed: N and those of a plane.</param>
    /// <param name="types">The batch's types.</param>
    public static double Error(Summands values, ReadOnlySpan<int> lengths, RoundingTypes types)
    {
        double inRows = SummationBounds.AnyOrder(values, types.Computed);
        // Exact sums can still leave the range.
        if (values.Size <= types.Element.Largest && types.Element.AddsExactly(values))
            return 0;
        Span<(int Length, int Stride)> dimensions = stackalloc (int, int)[3];
        dimensions.Fill((1, 0));
        int stride = 1;
        for (int d = lengths.Length - 1; d >= 0; d--)
        {
            dimensions[d] = (lengths[d], stride);
            stride *= lengths[d];
        }

        double largest = 0;
        for (int row = 0; row < 3; row++)
            for (int next = 0; next < 3; next++)
                // Dimensions of length 1 are no dimensions to it.
                if (row != next && (dimensions[row].Length > 1 || values.Count == 1))
                    largest = Math.Max(
                        largest, OfOrder(values.Values, dimensions[row], dimensions[next], dimensions[3 - row - next], types.Element, inRows));
        return inRows + largest;
    }

    static double OfOrder(
        ReadOnlySpan<double> values, (int Length, int Stride) row, (int Length, int Stride) middle, (int Length, int Stride) outer, Precision half,
        double inRows)
    {
        double sum = 0, error = 0;
        for (int i = 0; i < outer.Length; i++)
            for (int j = 0; j < middle.Length; j++)
            {
                double added = 0;
                for (int k = 0; k < row.Length; k++)
                    added += values[i * outer.Stride + j * middle.Stride + k * row.Stride];
                bool first = i == 0 && j == 0;
                sum += added;
                error += half.HalfUlp(Math.Abs(added) + inRows);
                // The first is added to 0, which is exact.
                if (!first)
                    error += half.HalfUlp(Math.Abs(sum) + error + inRows);
            }

        return error;
    }
}
