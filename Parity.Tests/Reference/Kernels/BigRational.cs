using System.Numerics;

namespace Parity.Tests.Reference.Kernels;

/// <summary>A fraction of whole numbers of any size: arithmetic without rounding, to check rounded arithmetic with.</summary>
readonly struct BigRational
{
    readonly BigInteger numerator, denominator;

    BigRational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
            divisor = -divisor;
        (this.numerator, this.denominator) = (numerator / divisor, denominator / divisor);
    }

    public bool IsZero => numerator.IsZero;

    public int Sign => numerator.Sign;

    public static implicit operator BigRational(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7FF;
        BigInteger significand = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0)
            exponent = 1;
        else
            significand += 1L << 52;
        if (bits < 0)
            significand = -significand;
        return PowerOfTwo(exponent - 1075) * new BigRational(significand, 1);
    }

    public static BigRational operator +(BigRational a, BigRational b) =>
        new(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

    public static BigRational operator -(BigRational a) => new(-a.numerator, a.denominator);

    public static BigRational operator -(BigRational a, BigRational b) => a + -b;

    public static BigRational operator *(BigRational a, BigRational b) =>
        new(a.numerator * b.numerator, a.denominator * b.denominator);

    public static BigRational operator /(BigRational a, BigRational b) =>
        new(a.numerator * b.denominator, a.denominator * b.numerator);

    public static BigRational PowerOfTwo(int n) =>
        n >= 0 ? new(BigInteger.One << n, 1) : new(1, BigInteger.One << -n);

    public static BigRational Abs(BigRational a) => a.Sign < 0 ? -a : a;

    /// <summary>floor(log2 |this|).</summary>
    public int FloorLog2()
    {
        BigInteger n = BigInteger.Abs(numerator);
        int log = (int)(n.GetBitLength() - denominator.GetBitLength());
        return (log >= 0 ? n >= denominator << log : n << -log >= denominator) ? log : log - 1;
    }

    /// <summary>1 / √this with a relative error below 2⁻³⁰⁰, by Newton's iteration on whole numbers.</summary>
    public BigRational InverseSqrt()
    {
        int shift = 2 * (310 + Math.Abs(FloorLog2()));
        BigInteger square = (denominator << shift) / numerator;
        BigInteger root = BigInteger.One << (int)(square.GetBitLength() / 2 + 1);
        for (BigInteger next = (root + square / root) >> 1; next < root; next = (root + square / root) >> 1)
            root = next;
        return new(root, BigInteger.One << (shift / 2));
    }

    /// <summary>Correctly rounded to double.</summary>
    public double ToDouble() => Rounded(53, -1074);

    /// <summary>Correctly rounded to float.</summary>
    public float ToSingle() => (float)Rounded(24, -149);

    /// <summary>Bits to which a number agrees with this one, which is not 0.</summary>
    public double AgreeingBits(BigRational other)
    {
        BigRational error = Abs((other - this) / this);
        return error.IsZero ? 300 : -Math.Log2(error.Rounded(53, -5000));
    }

    double Rounded(int precision, int smallestExponent)
    {
        if (IsZero)
            return 0;
        int grid = Math.Max(FloorLog2() - precision + 1, smallestExponent);
        BigRational units = Abs(this) / PowerOfTwo(grid);
        BigInteger whole = BigInteger.DivRem(units.numerator, units.denominator, out BigInteger rest);
        int half = (2 * rest).CompareTo(units.denominator);
        if (half > 0 || (half == 0 && !whole.IsEven))
            whole++;
        return Sign * Math.ScaleB((double)whole, grid);
    }
}
