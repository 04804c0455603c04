using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Libtorch;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Bounds;

/// <summary>Where a computation rounds: what its error bound follows from.</summary>
/// <remarks>
/// A batch of half the bits takes libtorch's ways too, in float32 where wider ones take double, and with statistics in the
/// parameters' type: <see cref="RoundingTypes"/>.
/// </remarks>
enum Arithmetic
{
    /// <summary>Everything in the element type, in any order of additions; variances in two passes.</summary>
    ElementThroughout,

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

/// <summary>The arithmetic of the ways that libtorch takes.</summary>
static class LibtorchArithmetic
{
    /// <summary>That of a forward pass.</summary>
    public static Arithmetic OfForward(BatchNormCase c) => Of(LibtorchPath.OfForward(c));

    /// <summary>That of a backward pass.</summary>
    public static Arithmetic OfBackward(BatchNormCase c) => Of(LibtorchPath.OfBackward(c));

    static Arithmetic Of(LibtorchWay way) => way switch
    {
        LibtorchWay.Planes => Arithmetic.LibtorchPlanes,
        LibtorchWay.Rows => Arithmetic.LibtorchRows,
        _ => Arithmetic.LibtorchStrided,
    };
}

/// <summary>The types that numbers of a computation pass through.</summary>
/// <param name="Computed">That of the arithmetic: float32 for a batch of half the bits.</param>
/// <param name="Stored">That in which the statistics of a channel are kept between the passes.</param>
/// <param name="Element">That of the batch.</param>
sealed record RoundingTypes(Precision Computed, Precision Stored, Precision Element)
{
    /// <summary>The types of a case under an arithmetic: only libtorch keeps statistics in the parameters' type.</summary>
    public static RoundingTypes Of(BatchNormCase c, Arithmetic arithmetic)
    {
        var computed = Precision.OfComputation(c.DType);
        bool storesHalves = arithmetic >= Arithmetic.LibtorchPlanes && c.DType.IsHalf();
        return new(computed, storesHalves ? Precision.Of(c.ParameterDType) : computed, Precision.Of(c.DType));
    }

    /// <summary>Whether the batch has half the bits.</summary>
    public bool IsHalf => Element.Bits < Computed.Bits;

    /// <summary>Whether a sum of the whole batch is kept in half the bits: of bfloat16, until libtorch 2.x; float16 came with it.</summary>
    public bool SumsHalves => IsHalf && Element != Precision.Half;

    /// <summary>That of statistics between their steps: libtorch keeps those of float16 in float32 until they are stored.</summary>
    public Precision InFlight => Element == Precision.Half ? Computed : Stored;

    /// <summary>Whether statistics have half the bits too.</summary>
    public bool StoresHalves => Stored.Bits < Computed.Bits;

    /// <summary>An error with the last rounding, to the type of the result, and with that of the exact value to double.</summary>
    public double LastRounding(double exact, double error, bool exactIsDouble, Precision result)
    {
        if (!double.IsFinite(exact))
            return 0;
        if (exactIsDouble && error == 0 && Computed.Holds(exact) && result.Holds(exact))
            return 0;
        if (result.Bits != Computed.Bits)
            error += Computed.HalfUlp(Math.Abs(exact) + error);
        double bound = error + result.HalfUlp(Math.Abs(exact) + error) + (exactIsDouble ? 0 : Precision.Double.HalfUlp(exact));
        return double.IsNaN(bound) ? double.PositiveInfinity : bound;
    }

    /// <summary>Errors of four elements with the last rounding, and with that of the exact values to double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> LastRounding(Vector256<double> exact, Vector256<double> error)
    {
        Vector256<double> size = Vector256.Abs(exact);
        if (IsHalf)
            error += Computed.HalfUlp(size + error);
        Vector256<double> bound = error + Element.HalfUlp(size + error) + Precision.Double.HalfUlp(exact);
        bound = Vector256.ConditionalSelect(Vector256.IsNaN(bound), Vector256.Create(double.PositiveInfinity), bound);
        return Vector256.ConditionalSelect(Vector256.LessThanOrEqual(size, Vector256.Create(double.MaxValue)), bound, Vector256<double>.Zero);
    }
}
