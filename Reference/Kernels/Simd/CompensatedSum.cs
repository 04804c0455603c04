using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// Sums in four lanes, each beside what its additions have lost: of order n²u² of the sum of the absolute values is
/// missing, however many there are.
/// </summary>
/// <remarks>
/// Ogita, Rump and Oishi, "Accurate sum and dot product" (2005), Sum2. The leading part is the plain sum; where that is
/// infinite or NaN, the other one means nothing.
/// </remarks>
struct CompensatedSum(Vector256<double> sum, Vector256<double> lost)
{
    /// <summary>The plain sums.</summary>
    public Vector256<double> Sum = sum;

    /// <summary>What they lost to rounding.</summary>
    public Vector256<double> Lost = lost;

    /// <summary>One lane's sum.</summary>
    public readonly DoubleDouble this[int lane] => Together(Sum[lane], Lost[lane]);

    /// <summary>A sum and what it lost as one number.</summary>
    public static DoubleDouble Together(double sum, double lost) =>
        double.IsFinite(sum) ? DoubleDouble.Sum(sum, lost) : sum;

    /// <summary>Both sums as one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedSum operator +(CompensatedSum a, CompensatedSum b)
    {
        var sum = a.Sum + b.Sum;
        return new(sum, a.Lost + b.Lost + ErrorOfSum(a.Sum, b.Sum, sum));
    }

    /// <summary>Adds values from which something is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector256<double> values, Vector256<double> missing)
    {
        var next = Sum + values;
        Lost += Plus(ErrorOfSum(Sum, values, next), missing);
        Sum = next;
    }

    /// <summary>What a + b lost when it was rounded to a sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ErrorOfSum(Vector256<double> a, Vector256<double> b, Vector256<double> sum)
    {
        var fromB = sum - a;
        return (a - Minus(sum, fromB)) + Minus(b, fromB);
    }

    // Every other addition goes to the multiplier's ports, with the same bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Plus(Vector256<double> a, Vector256<double> b) =>
        Fma.IsSupported ? Fma.MultiplyAdd(a, Vector256<double>.One, b) : a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Minus(Vector256<double> a, Vector256<double> b) =>
        Fma.IsSupported ? Fma.MultiplySubtract(a, Vector256<double>.One, b) : a - b;
}
