using System.Numerics;

namespace Parity.Bounds;

/// <summary>Bounds of what sums lose to rounding, by the order of their additions.</summary>
/// <remarks>
/// See ErrorBounds.md: each addition loses at most u times its result. Infinite where a partial sum may overflow.
/// </remarks>
static class SummationBounds
{
    /// <summary>One chain of additions in an order that is not known: (n - 1) u Σ|v|.</summary>
    public static double AnyOrder(Summands values, Precision precision) =>
        Deep(values.Count - 1, values, precision);

    /// <summary>Chains over every fourth value that start again now and then, folded at the end.</summary>
    public static double Lanes(Summands values, Precision precision) =>
        Deep(LaneDepth(values.Count), values, precision);

    /// <summary>Most additions that a value goes through in <see cref="Lanes"/>.</summary>
    public static int LaneDepth(int count) => Math.Min(count - 1, count / 4 + 40);

    /// <summary>A sum of doubles in any order that keeps what its additions lose, before it is rounded to double.</summary>
    public static double Compensated(Summands values) =>
        values.Size > 0.99 * double.MaxValue ? double.PositiveInfinity
            : Precision.Double.AddsExactly(values) ? 0
            : CompensatedLoss(values.Count) * values.Size;

    /// <summary>
    /// What such a sum lacks at most, relative to that of the absolute values: each of n losses is at most u of a
    /// partial sum, and adding them up rounds each n times more.
    /// </summary>
    public static double CompensatedLoss(int count) =>
        4 * (count + 4.0) * (count + 4.0) * Precision.Double.Unit * Precision.Double.Unit;

    /// <summary>libtorch's sum of a tensor: chunks of 16 over several levels, four or thirty-two chains side by side.</summary>
    /// <param name="values">The values.</param>
    /// <param name="rows">Number of rows that are summed one by one, and then added up in a plain chain; 1 for none.</param>
    /// <param name="precision">The type of the sum.</param>
    public static double Cascade(Summands values, int rows, Precision precision)
    {
        int depth = Math.Max(CascadeDepth(values.Count), rows == 1 ? 0 : CascadeDepth(values.Count / rows) + rows);
        return Deep(Math.Min(depth, values.Count - 1), values, precision);
    }

    /// <summary>libtorch's sum of a plane: eight or more chains side by side, folded; planes added in double.</summary>
    public static double PlaneLanes(Summands values, int rows, Precision precision) =>
        Deep(PlaneDepth(values.Count / rows), values, precision)
        + Deep(rows, values, Precision.Double);

    /// <summary>Most additions that a value goes through within its plane in <see cref="PlaneLanes"/>.</summary>
    public static int PlaneDepth(int plane) => Math.Min(plane - 1, plane / 8 + 8);

    /// <summary>
    /// libtorch's sum of planes of half the bits: chains side by side over all planes, and one over what is left of each.
    /// </summary>
    public static double HalfPlanes(Summands values, int rows, Precision precision) =>
        Deep(HalfPlaneDepth(values.Count, rows), values, precision);

    /// <summary>Most additions that a value goes through in <see cref="HalfPlanes"/>, with vectors of 8 to 32 values.</summary>
    public static int HalfPlaneDepth(int count, int rows)
    {
        int plane = count / rows, depth = 0;
        for (int width = 8; width <= 32; width *= 2)
            depth = Math.Max(depth, Math.Max(2 * rows * (plane / width) + width / 2 + 1, rows * (plane % width) + 1));
        return Math.Min(depth, count - 1);
    }

    /// <summary>
    /// libtorch's sum of planes of float16, in its very order: whole blocks of 16 in eight lanes over the whole batch, what is
    /// left of each plane in a chain of its own, folded one by one.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="rows">Batch entries.</param>
    /// <param name="precision">The type of the sum.</param>
    public static double EightLanes(Summands values, int rows, Precision precision)
    {
        // No float16 is large enough for a sum of them to leave the range.
        if (precision.AddsExactly(values))
            return 0;
        const int Lanes = 8, Block = 16;
        int plane = values.Count / rows, whole = plane / Block * Block;
        Span<double> sums = stackalloc double[Lanes + 1], errors = stackalloc double[Lanes + 1];
        for (int i = 0; i < values.Count; i++)
        {
            int lane = i % plane < whole ? i % plane % Lanes : Lanes;
            sums[lane] += values.Values[i];
            errors[lane] += precision.Unit * (Math.Abs(sums[lane]) + errors[lane]);
        }

        double sum = sums[Lanes], error = errors[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            sum += sums[lane];
            error += errors[lane];
            error += precision.Unit * (Math.Abs(sum) + error);
        }

        return Math.Abs(sum) + error > 0.99 * precision.Largest ? double.PositiveInfinity : error;
    }

    /// <summary>
    /// One chain in this very order, from a new start for each thread: u times the sum of all partial sums, which is
    /// far less than (n - 1) u Σ|v| where values cancel.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="slack">By how much each value may itself be wrong, relative to the other; null for not at all.</param>
    /// <param name="precision">The type of the sum.</param>
    /// <param name="threads">Threads that share the rows.</param>
    public static double Running(Summands values, Func<int, double>? slack, Precision precision, int threads)
    {
        // Exact sums can still leave the range.
        bool exact = slack is null && precision.AddsExactly(values);
        int share = (values.Count + threads - 1) / threads;
        double total = 0;
        for (int start = 0; start < values.Count; start += share)
        {
            double sum = 0, error = 0, given = 0;
            int end = Math.Min(start + share, values.Count);
            for (int i = start; i < end; i++)
            {
                sum += values.Values[i];
                given += slack?.Invoke(i) ?? 0;
                // The first value is added to 0, which is exact.
                if (i > start && !exact)
                    error += precision.Unit * (Math.Abs(sum) + given + error);
                if (Math.Abs(sum) + given + error > 0.99 * precision.Largest)
                    return double.PositiveInfinity;
            }

            total += error;
        }

        return total;
    }

    static double Deep(int depth, Summands values, Precision precision)
    {
        if (values.Size > 0.99 * precision.Largest)
            return double.PositiveInfinity;
        if (precision.AddsExactly(values))
            return 0;
        double relative = depth * precision.Unit;
        return relative / (1 - relative) * values.Size;
    }

    // Four chains (thirty-two for adjacent values) of levels of 16, or of more beyond 2¹⁶ values a chain.
    static int CascadeDepth(int count)
    {
        int log = count == 1 ? 0 : BitOperations.Log2((uint)count - 1) + 1; // of the power of two that is no less
        int ofStep = Math.Max(4, log / 4);
        int levels = (log + ofStep - 1) / ofStep;
        return (1 << ofStep) * Math.Max(1, levels) + 20;
    }
}
