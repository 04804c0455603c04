using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels;

/// <summary>Four numbers side by side, each with the very bits that <see cref="DoubleDouble"/> has for it.</summary>
/// <param name="Hi">The numbers rounded to double.</param>
/// <param name="Lo">What the rounding left out.</param>
readonly record struct DoubleDoubles(Vector256<double> Hi, Vector256<double> Lo)
{
    /// <summary>How many there are, on any machine.</summary>
    public const int Count = 4;

    /// <summary>The same number four times.</summary>
    public static DoubleDoubles All(DoubleDouble number) => new(Vector256.Create(number.Hi), Vector256.Create(number.Lo));

    /// <summary>a + b of doubles, without error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDoubles Sum(Vector256<double> a, Vector256<double> b)
    {
        Vector256<double> sum = a + b;
        return new(sum, ErrorOfSum(a, b, sum) & IsFinite(sum));
    }

    /// <summary>x + y of doubles y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDoubles operator +(DoubleDoubles x, Vector256<double> y)
    {
        DoubleDoubles s = Sum(x.Hi, y);
        return Normalised(s.Hi, x.Lo + s.Lo);
    }

    /// <summary>x + y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDoubles operator +(DoubleDoubles x, DoubleDoubles y)
    {
        DoubleDoubles s = Sum(x.Hi, y.Hi), t = Sum(x.Lo, y.Lo);
        DoubleDoubles v = Normalised(s.Hi, s.Lo + t.Hi);
        return Normalised(v.Hi, t.Lo + v.Lo);
    }

    /// <summary>x - y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDoubles operator -(DoubleDoubles x, DoubleDoubles y) => x + new DoubleDoubles(-y.Hi, -y.Lo);

    /// <summary>x · y of doubles y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDoubles operator *(DoubleDoubles x, Vector256<double> y)
    {
        DoubleDoubles p = Product(x.Hi, y);
        return Normalised(p.Hi, Vector256.FusedMultiplyAdd(x.Lo, y, p.Lo));
    }

    /// <summary>x · y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDoubles operator *(DoubleDoubles x, DoubleDoubles y)
    {
        DoubleDoubles p = Product(x.Hi, y.Hi);
        Vector256<double> cross = Vector256.FusedMultiplyAdd(x.Hi, y.Lo, x.Lo * y.Lo);
        return Normalised(p.Hi, p.Lo + Vector256.FusedMultiplyAdd(x.Lo, y.Hi, cross));
    }

    /// <summary>The numbers rounded to odd, <see cref="DoubleDouble.ToOddDouble"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> ToOddDoubles()
    {
        // All ones, which is -1, where the signs differ.
        Vector256<long> towardsZero = Hi.AsInt64() + Vector256.ShiftRightArithmetic((Hi ^ Lo).AsInt64(), 63);
        Vector256<double> odd = (towardsZero | Vector256<long>.One).AsDouble();
        return Vector256.ConditionalSelect(Vector256.Equals(Lo, Vector256<double>.Zero), Hi, odd);
    }

    /// <summary>One of them.</summary>
    public DoubleDouble this[int i] => new(Hi[i], Lo[i]);

    /// <summary>What a + b lost when it was rounded to a finite sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ErrorOfSum(Vector256<double> a, Vector256<double> b, Vector256<double> sum)
    {
        Vector256<double> fromB = sum - a;
        return (a - (sum - fromB)) + (b - fromB);
    }

    /// <summary>a · b of doubles, without error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDoubles Product(Vector256<double> a, Vector256<double> b)
    {
        Vector256<double> product = a * b;
        return new(product, Vector256.FusedMultiplyAdd(a, b, -product) & IsFinite(product));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static DoubleDoubles Normalised(Vector256<double> hi, Vector256<double> lo)
    {
        Vector256<double> sum = hi + lo, finite = IsFinite(sum);
        return new(Vector256.ConditionalSelect(finite, sum, hi), (lo - (sum - hi)) & finite);
    }

    // A mask: all ones where it holds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> IsFinite(Vector256<double> x) =>
        Vector256.LessThan(Vector256.Abs(x), Vector256.Create(double.PositiveInfinity));
}

/// <summary>Four <see cref="CascadedSum"/>s side by side, of every fourth value each.</summary>
struct CascadedSums
{
    Vector256<double> sum, errors, errorsOfErrors;

    /// <summary>Adds a value to each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector256<double> values)
    {
        Vector256<double> next = sum + values;
        Vector256<double> error = DoubleDoubles.ErrorOfSum(sum, values, next);
        Vector256<double> nextErrors = errors + error;
        errorsOfErrors += DoubleDoubles.ErrorOfSum(errors, error, nextErrors);
        (sum, errors) = (next, nextErrors);
    }

    /// <summary>Adds both parts of a number to each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(DoubleDoubles values)
    {
        Add(values.Hi);
        Add(values.Lo);
    }

    /// <summary>All that was added, as one sum.</summary>
    public readonly CascadedSum Total
    {
        get
        {
            var total = new CascadedSum();
            for (int i = 0; i < DoubleDoubles.Count; i++)
            {
                total.Add(sum[i]);
                if (!double.IsFinite(sum[i]))
                    continue; // what was lost of it is no number
                total.Add(errors[i]);
                total.Add(errorsOfErrors[i]);
            }

            return total;
        }
    }
}
