using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>A <see cref="CompensatedSum"/> of eight lanes, with the same bits.</summary>
struct CompensatedSum512(Vector512<double> sum, Vector512<double> lost)
{
    /// <summary>The plain sums.</summary>
    public Vector512<double> Sum = sum;

    /// <summary>What they lost to rounding.</summary>
    public Vector512<double> Lost = lost;

    /// <summary>Adds values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<double> values)
    {
        var next = Sum + values;
        Lost = Plus(ErrorOfSum(Sum, values, next), Lost);
        Sum = next;
    }

    /// <summary>Adds values from which something is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<double> values, Vector512<double> missing)
    {
        var next = Sum + values;
        Lost += Plus(ErrorOfSum(Sum, values, next), missing);
        Sum = next;
    }

    /// <summary>What a + b lost when it was rounded to a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> ErrorOfSum(Vector512<double> a, Vector512<double> b, Vector512<double> sum)
    {
        var fromB = sum - a;
        return (a - Minus(sum, fromB)) + Minus(b, fromB);
    }

    // Every other addition goes to the multiplier's ports, with the same bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Plus(Vector512<double> a, Vector512<double> b) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, Vector512<double>.One, b) : a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Minus(Vector512<double> a, Vector512<double> b) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplySubtract(a, Vector512<double>.One, b) : a - b;
}
