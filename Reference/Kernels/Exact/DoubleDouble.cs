using System.Runtime.CompilerServices;

namespace Parity.Reference.Kernels;

/// <summary>
/// A number as the unevaluated sum of two doubles, the second at most half a unit in the last place of the first:
/// 106 significant bits.
/// </summary>
/// <remarks>
/// The algorithms are those of Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic building blocks of
/// double-word arithmetic" (2017), with u = 2⁻⁵³; each operator states its relative error. Where the leading part is
/// infinite or NaN the trailing part is 0, so that special values behave as in plain double arithmetic. Operands lie
/// far from overflow and underflow: <see cref="ScaledDoubleDouble"/> sees to that.
/// </remarks>
/// <param name="Hi">The number rounded to double.</param>
/// <param name="Lo">What the rounding left out.</param>
public readonly record struct DoubleDouble(double Hi, double Lo)
{
    /// <summary>A double, exactly.</summary>
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>a + b of two doubles, without error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b;
        return double.IsFinite(sum) ? new DoubleDouble(sum, ErrorOfSum(a, b, sum)) : sum;
    }

    /// <summary>a · b of two doubles, without error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        return double.IsFinite(product) ? new DoubleDouble(product, Math.FusedMultiplyAdd(a, b, -product)) : product;
    }

    /// <summary>The negated number, without error.</summary>
    public static DoubleDouble operator -(DoubleDouble x) => new(-x.Hi, -x.Lo);

    /// <summary>x + y to 2u².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble x, double y)
    {
        DoubleDouble s = Sum(x.Hi, y);
        return Normalised(s.Hi, x.Lo + s.Lo);
    }

    /// <summary>x + y to 3u².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble x, DoubleDouble y)
    {
        DoubleDouble s = Sum(x.Hi, y.Hi);
        DoubleDouble t = Sum(x.Lo, y.Lo);
        DoubleDouble v = Normalised(s.Hi, s.Lo + t.Hi);
        return Normalised(v.Hi, t.Lo + v.Lo);
    }

    /// <summary>x - y to 3u².</summary>
    public static DoubleDouble operator -(DoubleDouble x, DoubleDouble y) => x + -y;

    /// <summary>x · y to 2u².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble x, double y)
    {
        DoubleDouble p = Product(x.Hi, y);
        return Normalised(p.Hi, Math.FusedMultiplyAdd(x.Lo, y, p.Lo));
    }

    /// <summary>x · y to 4u².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble x, DoubleDouble y)
    {
        DoubleDouble p = Product(x.Hi, y.Hi);
        double cross = Math.FusedMultiplyAdd(x.Hi, y.Lo, x.Lo * y.Lo);
        return Normalised(p.Hi, p.Lo + Math.FusedMultiplyAdd(x.Lo, y.Hi, cross));
    }

    /// <summary>x / y to 3u².</summary>
    public static DoubleDouble operator /(DoubleDouble x, double y)
    {
        double quotient = x.Hi / y;
        if (!double.IsFinite(quotient))
            return quotient;
        DoubleDouble p = Product(quotient, y);
        double rest = x.Hi - p.Hi - p.Lo + x.Lo;
        return Normalised(quotient, rest / y);
    }

    /// <summary>1 / √x of a positive, finite number, to 12u².</summary>
    public DoubleDouble InverseSqrt()
    {
        // One Newton step with its second-order term: with e = 1 - x·s², 1/√x = s · (1 + e/2 + 3e²/8 + O(e³)), e near u.
        double s = 1.0 / Math.Sqrt(Hi);
        DoubleDouble e = -(this * Product(s, s)) + 1.0;
        DoubleDouble correction = e * 0.5 + 0.375 * e.Hi * e.Hi;
        return correction * s + s;
    }

    /// <summary>x · 2ⁿ, without error.</summary>
    public DoubleDouble ScaleB(int n) => n == 0 ? this : new(Math.ScaleB(Hi, n), Math.ScaleB(Lo, n));

    /// <summary>
    /// The number rounded to odd: the neighbour with the odd significand when it is no double. Rounding that to a
    /// type of at most 51 bits gives what rounding the number itself would, ties included.
    /// </summary>
    public double ToOddDouble()
    {
        if (Lo == 0)
            return Hi;
        long towardsZero = BitConverter.DoubleToInt64Bits(Hi) - (double.IsNegative(Lo) == double.IsNegative(Hi) ? 0 : 1);
        return BitConverter.Int64BitsToDouble(towardsZero | 1);
    }

    /// <summary>What a + b lost when it was rounded to a finite sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ErrorOfSum(double a, double b, double sum)
    {
        double fromB = sum - a;
        return (a - (sum - fromB)) + (b - fromB);
    }

    // The two parts with hi made the rounded sum; |hi| is at least |lo|, or hi is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static DoubleDouble Normalised(double hi, double lo)
    {
        double sum = hi + lo;
        return double.IsFinite(sum) ? new DoubleDouble(sum, lo - (sum - hi)) : hi;
    }
}
