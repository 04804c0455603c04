using Parity.Cases;

namespace Parity.Comparison;

/// <summary>The types that numbers of a computation pass through.</summary>
/// <param name="Computed">That of the arithmetic: float32 for a batch of half the bits.</param>
/// <param name="Stored">That in which the statistics of a channel are kept between the passes.</param>
/// <param name="Element">That of the batch.</param>
public sealed record RoundingTypes(Precision Computed, Precision Stored, Precision Element)
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

    /// <summary>Whether statistics have half the bits too.</summary>
    public bool StoresHalves => Stored.Bits < Computed.Bits;
}
