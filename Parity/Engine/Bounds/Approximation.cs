using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Bounds;

/// <summary>A number on its way through a computation: how large it truly is, and how far off it may be by now.</summary>
/// <remarks>An error of infinity or NaN says that it may have left the range of a type.</remarks>
/// <param name="Size">Absolute value of the exact number.</param>
/// <param name="Error">Largest distance of the computed one.</param>
readonly record struct Approximation(double Size, double Error)
{
    double Largest => Size + Error;

    /// <summary>A number that is known exactly.</summary>
    public static Approximation Exactly(double value) => new(Math.Abs(value), 0);

    /// <summary>The product of two, not rounded.</summary>
    public Approximation Times(Approximation other) =>
        new(Size * other.Size, Error * other.Largest + Size * other.Error);

    /// <summary>The quotient by a count that is itself rounded to a type first.</summary>
    public Approximation Over(int count, Precision divisor)
    {
        double quotient = Size / count;
        // A count beyond the type is ∞ there, and the quotient 0.
        if (!double.IsFinite(divisor.HalfUlp(count)))
            return new(quotient, quotient + Error / count);
        double lost = divisor.Holds(count) ? 0 : divisor.HalfUlp(count) / count;
        return new(quotient, (Error / count + quotient * lost) / (1 - lost));
    }

    /// <summary>Rounded to a type.</summary>
    public Approximation RoundedTo(Precision type) => this with { Error = Error + type.HalfUlp(Largest) };
}

/// <summary>Four numbers on their way, side by side.</summary>
/// <param name="Size">As that of an <see cref="Approximation"/>.</param>
/// <param name="Error">Likewise.</param>
readonly record struct Approximations(Vector256<double> Size, Vector256<double> Error)
{
    Vector256<double> Largest => Size + Error;

    /// <summary>Numbers that are known exactly.</summary>
    public static Approximations Exactly(Vector256<double> values) => new(Vector256.Abs(values), Vector256<double>.Zero);

    /// <summary>The products with a number that all four meet, not rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Approximations Times(Approximation other) =>
        new(Size * other.Size, Error * (other.Size + other.Error) + Size * other.Error);

    /// <summary>The sums of four and four others, of which only the sizes are known, not rounded.</summary>
    public static Approximations Sum(Vector256<double> exact, Approximations a, Approximations b) => new(Vector256.Abs(exact), a.Error + b.Error);

    /// <summary>Rounded to a type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Approximations RoundedTo(Precision type) => this with { Error = Error + type.HalfUlp(Largest) };
}
