namespace Parity.Reference;

/// <summary>The arithmetic that a kernel declares, and is held to; the first three the later the stricter.</summary>
public enum Standard
{
    /// <summary>
    /// Everything in the element type (float32 for a batch of half the bits), in any order of additions: the standard that
    /// libtorch itself keeps, and that of a kernel which declares nothing. Variances take two passes.
    /// </summary>
    ElementType,

    /// <summary>Sums in double, in any order of additions; each element in double, or by fused operations in its own type.</summary>
    Double,

    /// <summary>As <see cref="Double"/>, and over doubles a batch's mean and variance come from sums that keep what their additions lose.</summary>
    Compensated,

    /// <summary>
    /// libtorch's bits: held to them where they are known, and elsewhere to whatever libtorch's own roundings, or any in the element type, explain.
    /// </summary>
    Libtorch,
}

/// <summary>The words for standards.</summary>
public static class StandardNames
{
    /// <summary>As reports write it.</summary>
    public static string Word(this Standard standard) => standard switch
    {
        Standard.ElementType => "sums in the element type",
        Standard.Double => "sums in double",
        Standard.Compensated => "compensated sums",
        Standard.Libtorch => "libtorch's bits",
        _ => throw new ArgumentOutOfRangeException(nameof(standard), standard, null),
    };

    /// <summary>The next stricter one; null after the strictest, and for bits.</summary>
    public static Standard? Tighter(this Standard standard) =>
        standard >= Standard.Compensated ? null : standard + 1;
}
