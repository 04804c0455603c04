namespace Parity.Comparison;

/// <summary>Where a computation rounds: what its error bound follows from.</summary>
public enum Arithmetic
{
    /// <summary>Everything in double, in any order of additions, rounded once at the end.</summary>
    DoubleThroughout,

    /// <summary>Sums in double in lanes; each element by fused operations in its own type with rounded coefficients.</summary>
    DoubleSums,

    /// <summary>libtorch over contiguous planes: double sums, every coefficient rounded to the element type.</summary>
    LibtorchPlanes,

    /// <summary>libtorch over rows of channels: sums in the element type too.</summary>
    LibtorchRows,

    /// <summary>libtorch over any other strides: the mean by a cascade in the element type, other sums in double.</summary>
    LibtorchStrided,

    /// <summary>
    /// libtorch over a batch of half the bits: computed in float32, sums too; statistics are stored in the parameters'
    /// type, and intermediate gradients in the batch's.
    /// </summary>
    LibtorchHalf,
}
