namespace Parity.Comparison;

/// <summary>Where a computation rounds: what its error bound follows from.</summary>
/// <remarks>
/// A batch of half the bits takes libtorch's ways too, in float32 where wider ones take double, and with statistics in the
/// parameters' type: <see cref="RoundingTypes"/>.
/// </remarks>
public enum Arithmetic
{
    /// <summary>Everything in double, in any order of additions, rounded once at the end.</summary>
    DoubleThroughout,

    /// <summary>Sums in double in lanes; each element by fused operations in its own type with rounded coefficients.</summary>
    DoubleSums,

    /// <summary>
    /// Over doubles: a batch's mean and variance from sums that keep what their additions lose, everything else in
    /// double, in any order of additions.
    /// </summary>
    CompensatedStatistics,

    /// <summary>libtorch over contiguous planes: double sums, every coefficient rounded to the element type.</summary>
    LibtorchPlanes,

    /// <summary>libtorch over rows of channels: sums in the element type too.</summary>
    LibtorchRows,

    /// <summary>libtorch over any other strides: the mean by a cascade in the element type, other sums in double.</summary>
    LibtorchStrided,
}
