using System.Numerics;

namespace Parity.Reference.Kernels;

/// <summary>value · 2^exponent: a double-double that neither overflows nor underflows.</summary>
/// <param name="Value">The significand, of moderate size.</param>
/// <param name="Exponent">Power of two; 0 unless the number is far from 1.</param>
public readonly record struct ScaledDoubleDouble(DoubleDouble Value, int Exponent)
{
    // Exponents up to here are multiplied into the value: products of three such numbers still fit a double-double.
    const int LargestFolded = 400;

    // Numbers further apart than this do not meet within 106 bits, nor within the exponents of one double.
    const int FarApart = 300;

    const int SmallestNormal = -1022, SmallestSubnormal = -1074;

    /// <summary>The sum with a double.</summary>
    public ScaledDoubleDouble Plus(double addend)
    {
        if (Exponent == 0)
            return new(Value + addend, 0);
        if (!double.IsFinite(Value.Hi) || !double.IsFinite(addend))
            return new(Value.Hi + addend, 0);
        if (addend == 0)
            return this;
        if (Value.Hi == 0)
            return new(addend, 0);
        int ahead = Math.ILogB(Value.Hi) + Exponent - Math.ILogB(addend);
        return ahead > FarApart ? this
            : ahead < -FarApart ? new(addend, 0)
            : new(Value + Math.ScaleB(addend, -Exponent), Exponent);
    }

    /// <summary>The product with a double, whatever its size.</summary>
    public ScaledDoubleDouble Times(double factor)
    {
        int exponent = IsRegular(factor) ? Math.ILogB(factor) : 0;
        return new(Value * Math.ScaleB(factor, -exponent), Exponent + exponent);
    }

    /// <summary>The product with 2ⁿ, its exponent folded into the value where that is safe.</summary>
    public ScaledDoubleDouble TimesPowerOfTwo(int n)
    {
        int exponent = Exponent + n;
        return Math.Abs(exponent) <= LargestFolded ? new(Value.ScaleB(exponent), 0) : new(Value, exponent);
    }

    /// <summary>1 / √x with a significand near 1; for 0, infinity, NaN and below 0 what a double's root gives.</summary>
    public ScaledDoubleDouble InverseSqrt()
    {
        if (!IsRegular(Value.Hi) || Value.Hi < 0)
            return new(1.0 / Math.Sqrt(Value.Hi), 0);
        int half = (Math.ILogB(Value.Hi) + Exponent) >> 1;
        return new(Value.ScaleB(Exponent - 2 * half).InverseSqrt(), -half);
    }

    /// <summary>The number rounded once.</summary>
    public T Round<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateChecked(ToDoubleFor<T>());

    /// <summary>A double that has the number's rounding to a type: itself rounded, or to odd for a type of fewer bits.</summary>
    internal double ToDoubleFor<T>()
        where T : unmanaged =>
        typeof(T) == typeof(double) ? ToDouble()
        : Exponent == 0 ? Value.ToOddDouble() : Math.ScaleB(Value.ToOddDouble(), Exponent);

    /// <summary>The number rounded once to double, subnormal results included.</summary>
    public double ToDouble()
    {
        if (Exponent == 0 || !IsRegular(Value.Hi))
            return Value.Hi;
        if (Math.ILogB(Value.Hi) + Exponent > SmallestNormal)
            return Math.ScaleB(Value.Hi, Exponent);

        // In units of the smallest subnormal the result is a whole number; the trailing part decides ties.
        DoubleDouble units = Value.ScaleB(Exponent - SmallestSubnormal);
        double whole = Math.Round(units.Hi, MidpointRounding.ToEven);
        double rest = units.Hi - whole;
        if (Math.Abs(rest) == 0.5 && units.Lo * rest > 0)
            whole += 2 * rest;
        return Math.ScaleB(whole, SmallestSubnormal);
    }

    static bool IsRegular(double value) => double.IsFinite(value) && value != 0;
}
