using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Tensors;

/// <summary>How far one tensor is from another, under one tolerance and under torch's two defaults.</summary>
sealed class TensorComparison
{
    bool differ;

    /// <summary>The compared values.</summary>
    public required DenseTensor Actual { get; init; }

    /// <summary>The values that count as right.</summary>
    public required DenseTensor Expected { get; init; }

    /// <summary>The tolerance that decides.</summary>
    public required Tolerance Tolerance { get; init; }

    /// <summary>Number of elements outside the tolerance.</summary>
    public int Mismatches { get; private set; }

    /// <summary>Row-major position of the first mismatch, or -1.</summary>
    public int First { get; private set; } = -1;

    /// <summary>Row-major position of the element that exceeds its allowance most, or -1 when there are no elements.</summary>
    public int Worst { get; private set; } = -1;

    /// <summary>The worst element's difference as a multiple of what is allowed there: above 1 where it is a mismatch.</summary>
    public double WorstShare { get; private set; }

    /// <summary>Whether all elements agree under <c>torch.allclose</c>'s defaults.</summary>
    public bool Allclose { get; private set; } = true;

    /// <summary>Whether all elements agree under <c>torch.testing.assert_close</c>'s defaults.</summary>
    public bool AssertClose { get; private set; } = true;

    /// <summary>Largest absolute difference; NaN where only one side is NaN, or ∞.</summary>
    public double MaxAbs { get; private set; }

    /// <summary>Largest difference relative to the expected value, over elements where that is not zero.</summary>
    public double MaxRel { get; private set; }

    /// <summary>Largest distance in representable values.</summary>
    public long MaxUlp { get; private set; }

    /// <summary>
    /// Why the comparison could not have failed, or null: no elements, or floating-point values that are expected to be
    /// all zero or all NaN. A counter of zero is not vacuous, it is compared exactly.
    /// </summary>
    public string? VacuousBecause { get; private set; }

    /// <summary>Compares element by element.</summary>
    /// <exception cref="ArgumentException">The tensors differ in type or shape.</exception>
    public static TensorComparison Compare(DenseTensor actual, DenseTensor expected, Tolerance tolerance)
    {
        if (actual.DType != expected.DType || !actual.Shape.SequenceEqual(expected.Shape))
            throw new ArgumentException(
                $"{Describe(actual)} cannot be compared with {Describe(expected)}");
        return Compare(new WideTensor(actual), new WideTensor(expected), tolerance);
    }

    /// <summary>A tensor's type and shape in words.</summary>
    public static string Describe(DenseTensor tensor) => $"{tensor.DType.TorchName()} [{string.Join(", ", tensor.Shape)}]";

    /// <summary>Compares two tensors of one type and shape element by element.</summary>
    public static TensorComparison Compare(WideTensor actual, WideTensor expected, Tolerance tolerance)
    {
        ReadOnlySpan<double> values = actual.Values, right = expected.Values;
        var result = new TensorComparison { Actual = actual.Tensor, Expected = expected.Tensor, Tolerance = tolerance, Worst = values.IsEmpty ? -1 : 0 };
        // A share says whether its own tolerance accepts.
        Tolerance? assertClose = Tolerance.AssertClose(actual.Tensor.DType) is var other && other == tolerance ? null : other;
        int i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            if (!result.Counts(Vector256.Create(values[i..]), Vector256.Create(right[i..]), assertClose))
                for (int k = i; k < i + Vector256<double>.Count; k++)
                    result.Count(k, values[k], right[k], assertClose);
        for (; i < values.Length; i++)
            result.Count(i, values[i], right[i], assertClose);
        if (result.differ)
            result.MaxUlp = Ulp.Largest(actual.Places, expected.Places);
        result.VacuousBecause = WhyVacuous(expected);
        return result;
    }

    // Four elements at once, where all are finite and within the tolerance, and none is the worst so far.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Counts(Vector256<double> x, Vector256<double> y, Tolerance? assertClose)
    {
        if (Vector256.EqualsAll(x, y))
            return true;
        Vector256<double> difference = Vector256.Abs(x - y), allowed = Tolerance.Allowed(y);
        if (!Vector256.LessThanOrEqualAll(difference, allowed) || !Vector256.LessThanOrEqualAll(difference, Vector256.Create(double.MaxValue))
            || Vector256.GreaterThanAny(difference / allowed, Vector256.Create(WorstShare)))
            return false;
        Vector256<double> relative = Vector256.ConditionalSelect(Vector256.Equals(y, Vector256<double>.Zero), y, difference / Vector256.Abs(y));
        differ = true;
        Allclose = Allclose && Vector256.LessThanOrEqualAll(difference, Tolerance.Allclose.Allowed(y));
        AssertClose = AssertClose && (assertClose is not { } other || Vector256.LessThanOrEqualAll(difference, other.Allowed(y)));
        MaxAbs = Larger(MaxAbs, difference);
        MaxRel = Larger(MaxRel, relative);
        return true;
    }

    // Of numbers; a NaN that was found before stays.
    static double Larger(double before, Vector256<double> four)
    {
        if (Vector256.GreaterThanAny(four, Vector256.Create(before)))
            for (int lane = 0; lane < Vector256<double>.Count; lane++)
                before = Math.Max(before, four[lane]);
        return before;
    }

    void Count(int i, double x, double y, Tolerance? assertClose)
    {
        if (x == y)
            return;
        differ = true;
        double share = Share(x, y, Tolerance);
        if (i == 0 || share > WorstShare)
            (Worst, WorstShare) = (i, share);
        if (share > 1 && Mismatches++ == 0)
            First = i;
        Allclose = Allclose && Tolerance.Allclose.Accepts(x, y);
        AssertClose = AssertClose && (assertClose?.Accepts(x, y) ?? share <= 1);
        if (double.IsNaN(x) && double.IsNaN(y))
            return;
        double difference = Math.Abs(x - y);
        MaxAbs = Math.Max(MaxAbs, difference); // Math.Max keeps a NaN
        if (y != 0)
            MaxRel = Math.Max(MaxRel, difference / Math.Abs(y));
    }

    static string? WhyVacuous(WideTensor expected)
    {
        ReadOnlySpan<double> values = expected.Values;
        if (values.IsEmpty)
            return "there are no elements";
        if (expected.Tensor.DType == DType.Int64)
            return null;
        bool zero = values[0] == 0;
        if (!zero && !double.IsNaN(values[0]))
            return null;
        foreach (double value in values)
            if (zero ? value != 0 : !double.IsNaN(value))
                return null;
        return zero ? "every expected value is zero" : "every expected value is NaN";
    }

    /// <summary>The difference as a multiple of what is allowed: above 1 exactly where the tolerance does not accept.</summary>
    static double Share(double actual, double expected, Tolerance tolerance)
    {
        if (actual == expected)
            return 0;
        double multiple = Math.Abs(actual - expected) / tolerance.Allowed(expected);
        return tolerance.Accepts(actual, expected)
            ? double.IsNaN(multiple) ? 0 : Math.Min(multiple, 1)
            : double.IsNaN(multiple) ? double.PositiveInfinity : Math.Max(multiple, Math.BitIncrement(1.0));
    }
}
