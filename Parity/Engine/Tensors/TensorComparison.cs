namespace Parity.Tensors;

/// <summary>How far one tensor is from another, under one tolerance and under torch's two defaults.</summary>
sealed class TensorComparison
{
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
        return Compared(actual, expected, tolerance);
    }

    /// <summary>A tensor's type and shape in words.</summary>
    public static string Describe(DenseTensor tensor) => $"{tensor.DType.TorchName()} [{string.Join(", ", tensor.Shape)}]";

    static TensorComparison Compared(DenseTensor actual, DenseTensor expected, Tolerance tolerance)
    {
        var assertClose = Tolerance.AssertClose(actual.DType);
        var result = new TensorComparison { Actual = actual, Expected = expected, Tolerance = tolerance };
        bool allZero = true, allNan = true;
        for (int i = 0; i < actual.Count; i++)
        {
            double x = actual[i], y = expected[i];
            allZero &= y == 0;
            allNan &= double.IsNaN(y);
            double share = Share(x, y, tolerance);
            if (i == 0 || share > result.WorstShare)
                (result.Worst, result.WorstShare) = (i, share);
            if (x == y)
                continue;
            if (share > 1 && result.Mismatches++ == 0)
                result.First = i;
            result.Allclose &= Tolerance.Allclose.Accepts(x, y);
            result.AssertClose &= assertClose.Accepts(x, y);
            result.MaxUlp = Math.Max(result.MaxUlp, Ulp.Distance(actual.DType, x, y));
            if (double.IsNaN(x) && double.IsNaN(y))
                continue;
            result.MaxAbs = Math.Max(result.MaxAbs, Math.Abs(x - y)); // Math.Max keeps a NaN
            if (y != 0)
                result.MaxRel = Math.Max(result.MaxRel, Math.Abs(x - y) / Math.Abs(y));
        }

        result.VacuousBecause = actual.Count == 0 ? "there are no elements"
            : actual.DType == DType.Int64 ? null
            : allZero ? "every expected value is zero"
            : allNan ? "every expected value is NaN"
            : null;
        return result;
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
