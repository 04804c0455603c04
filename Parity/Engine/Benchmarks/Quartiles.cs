namespace Parity.Benchmarks;

/// <summary>The middle of a sample and its spread.</summary>
/// <param name="Lower">A quarter of the values lie below.</param>
/// <param name="Median">Half of the values lie below.</param>
/// <param name="Upper">Three quarters of the values lie below.</param>
readonly record struct Quartiles(double Lower, double Median, double Upper)
{
    /// <summary>The quartiles of a sample, interpolated between neighbours.</summary>
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
