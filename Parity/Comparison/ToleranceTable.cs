using Parity.Cases;

namespace Parity.Comparison;

/// <summary>
/// The tolerance of each quantity between a correct kernel and the oracle, for the well-conditioned data that
/// <see cref="CaseGenerator"/> draws; counters are equal or wrong.
/// </summary>
/// <remarks>
/// Each limit is one number, used as rtol and as atol. Beside it stands the largest limit that any tensor needed:
/// manual against PyTorch 1.13, <c>parity check --cases 20000 --seed 7</c> (worst_share in report.json times the limit).
/// The oracle's float32 sums on (N, C) and channels-last inputs make nearly all of it.
/// </remarks>
public static class ToleranceTable
{
    static readonly Row[] rows =
    [
        //                          float32:  limit, needed    float64:  limit, needed
        new(Quantity.Output,                  6e-5,  2.2e-5,             3e-14, 8.4e-15),
        new(Quantity.BatchMean,               2e-6,  6.7e-7,             1e-14, 3.4e-15),
        new(Quantity.BatchVar,                1e-6,  0,                  4e-14, 1.2e-14),
        new(Quantity.RunningMean,             4e-6,  1.3e-6,             1e-14, 9.0e-16),
        new(Quantity.RunningVar,              2e-5,  7.0e-6,             1e-14, 8.0e-16),
        new(Quantity.GradInput,               6e-5,  2.2e-5,             2e-14, 4.0e-15),
        new(Quantity.GradWeight,              2e-4,  5.6e-5,             6e-13, 2.2e-13),
        new(Quantity.GradBias,                1e-4,  3.6e-5,             2e-13, 6.1e-14),
    ];

    /// <summary>The tolerance for one quantity and element type.</summary>
    public static Tolerance For(Quantity quantity, DType dtype)
    {
        if (dtype == DType.Int64)
            return Tolerance.Zero;
        Row row = rows.Single(row => row.Quantity == quantity);
        double limit = dtype == DType.Float32 ? row.Float32 : row.Float64;
        return new Tolerance(limit, limit, EqualNan: true);
    }

    sealed record Row(Quantity Quantity, double Float32, double NeededFloat32, double Float64, double NeededFloat64);
}
