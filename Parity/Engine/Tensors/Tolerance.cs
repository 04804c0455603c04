using System.Runtime.Intrinsics;

namespace Parity.Tensors;

/// <summary>The predicate of <c>torch.allclose</c>, evaluated in double: the only one in this project.</summary>
/// <param name="Rtol">Share of the expected value that may differ.</param>
/// <param name="Atol">Difference that may remain where the expected value is near zero.</param>
/// <param name="EqualNan">Whether NaN agrees with NaN; torch's default is no.</param>
readonly record struct Tolerance(double Rtol, double Atol, bool EqualNan = false)
{
    /// <summary>The defaults of <c>torch.allclose</c>.</summary>
    public static Tolerance Allclose { get; } = new(1e-5, 1e-8);

    /// <summary>Bits, save that zeros of either sign are equal.</summary>
    public static Tolerance Zero { get; } = new(0, 0, EqualNan: true);

    /// <summary>The defaults of <c>torch.testing.assert_close</c>; counters must be equal.</summary>
    public static Tolerance AssertClose(DType dtype) => dtype switch
    {
        DType.Float32 => new(1.3e-6, 1e-5),
        DType.Float64 => new(1e-7, 1e-7),
        DType.BFloat16 => new(1.6e-2, 1e-5),
        DType.Float16 => new(1e-3, 1e-5),
        _ => new(0, 0),
    };

    /// <summary>Whether |actual − expected| ≤ atol + rtol·|expected|; ∞ equals only itself.</summary>
    public bool Accepts(double actual, double expected) =>
        actual == expected
        || (EqualNan && double.IsNaN(actual) && double.IsNaN(expected))
        || (double.IsFinite(expected) && Math.Abs(actual - expected) <= Allowed(expected));

    /// <summary>Largest difference that is accepted beside a finite expected value.</summary>
    public double Allowed(double expected) => Atol + Rtol * Math.Abs(expected);

    /// <summary>The same beside four of them.</summary>
    public Vector256<double> Allowed(Vector256<double> expected) => Vector256.Create(Atol) + Rtol * Vector256.Abs(expected);

    /// <summary>As a reader writes it: <c>rtol 1e-06 atol 1e-08</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"rtol {Rtol:0.##e+00} atol {Atol:0.##e+00}");
}
