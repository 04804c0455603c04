using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>
/// Who is right about one quantity, element by element: kernel and oracle are each measured against the exact value and
/// against the error that their own roundings can make.
/// </summary>
/// <remarks>
/// The kernel has to be within the bound of a correct kernel, the oracle within that of its own arithmetic: what that
/// does not explain is a difference in meaning. Where both hold, the two agree if they are close as torch counts it
/// (<c>assert_close</c>), else the oracle's rounding has grown to matter and the oracle is worse. Where the kernel's
/// arithmetic allows for more than the oracle's and it is the kernel that is further off, the two agree as far as that
/// arithmetic can. Equal values agree.
/// A quantity's verdict is that of its gravest element.
/// </remarks>
sealed class Judgement
{
    double worst = -1;

    /// <summary>The gravest verdict of any element.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Agree;

    /// <summary>Number of elements with that verdict, where it is not <see cref="Verdict.Agree"/>.</summary>
    public int Mismatches { get; private set; }

    /// <summary>Row-major position of the first of them, or -1.</summary>
    public int First { get; private set; } = -1;

    /// <summary>Row-major position of the element furthest beyond its bound among them; else of the kernel's largest share.</summary>
    public int Worst { get; private set; } = -1;

    /// <summary>The kernel's largest error as a multiple of its bound: above 1 is a kernel that is wrong.</summary>
    public double KernelShare { get; private set; }

    /// <summary>The oracle's largest error as a multiple of its own bound: above 1 is a difference in meaning.</summary>
    public double OracleShare { get; private set; }

    /// <summary>Judges two tensors of one type and shape.</summary>
    /// <param name="actual">The kernel's values.</param>
    /// <param name="expected">The oracle's values.</param>
    /// <param name="exact">The exact values.</param>
    /// <param name="kernelBound">Largest error of a correct kernel, by row-major position.</param>
    /// <param name="oracleBound">Largest error that the oracle's roundings explain, by row-major position.</param>
    /// <param name="otherBits">Elements that nothing explains but bits which the oracle does not have; null for none.</param>
    public static Judgement Of(
        DenseTensor actual, DenseTensor expected, DenseTensor exact, ReadOnlySpan<double> kernelBound, double[] oracleBound, bool[]? otherBits = null) =>
        Of(new WideTensor(actual), new OracleTensor(expected, exact), kernelBound, new OracleLimits(oracleBound, otherBits));

    /// <summary>Judges two tensors of one type and shape.</summary>
    /// <param name="actual">The kernel's values.</param>
    /// <param name="oracle">The oracle's values, and the exact ones.</param>
    /// <param name="kernelBound">Largest error of a correct kernel, by row-major position.</param>
    /// <param name="limits">What limits the oracle's error.</param>
    public static Judgement Of(WideTensor actual, OracleTensor oracle, ReadOnlySpan<double> kernelBound, OracleLimits limits)
    {
        var judgement = new Judgement { OracleShare = oracle.LargestShare(limits) };
        var sides = new Sides(actual, oracle, kernelBound, limits);
        var largest = Vector256<double>.Zero;
        int i = 0;
        // Most elements agree, and nothing is told of them but the largest share: four at once.
        if (limits.OtherBits is null && judgement.OracleShare <= 1)
            for (; i <= sides.Kernels.Length - Vector256<double>.Count; i += Vector256<double>.Count)
                if (sides.Agree(i, out Vector256<double> shares)
                    && (judgement.Verdict != Verdict.Agree || !Vector256.GreaterThanAny(shares, Vector256.Create(judgement.worst))))
                    largest = Vector256.MaxNative(largest, shares);
                else
                    for (int k = i; k < i + Vector256<double>.Count; k++)
                        judgement.Judge(sides, k);
        for (; i < sides.Kernels.Length; i++)
            judgement.Judge(sides, i);
        for (int lane = 0; lane < Vector256<double>.Count; lane++)
            judgement.KernelShare = Math.Max(judgement.KernelShare, largest[lane]);
        return judgement;
    }

    /// <summary>An error as a multiple of its bound: 0 for the exact value, ∞ for NaN or ∞ where the exact value is neither.</summary>
    /// <remarks>A bound of ∞ explains any value.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ShareOf(double value, double exact, double bound)
    {
        if (value == exact || double.IsPositiveInfinity(bound) || (double.IsNaN(value) && double.IsNaN(exact)))
            return 0;
        double error = Math.Abs(value - exact);
        // Beyond a bound of 0 any error is ∞.
        return double.IsFinite(error) ? error / bound : double.PositiveInfinity;
    }

    /// <summary>The largest error of any element as a multiple of its bound.</summary>
    public static double LargestShare(ReadOnlySpan<double> values, ReadOnlySpan<double> exact, ReadOnlySpan<double> bounds)
    {
        var four = Vector256<double>.Zero;
        double largest = 0;
        int i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            Vector256<double> shares = SharesOf(Vector256.Create(values[i..]), Vector256.Create(exact[i..]), Vector256.Create(bounds[i..]));
            if (Vector256.EqualsAll(shares, shares))
                four = Vector256.MaxNative(four, shares);
            else
                for (int k = i; k < i + Vector256<double>.Count; k++)
                    largest = Math.Max(largest, ShareOf(values[k], exact[k], bounds[k]));
        }

        for (; i < values.Length; i++)
            largest = Math.Max(largest, ShareOf(values[i], exact[i], bounds[i]));
        for (int lane = 0; lane < Vector256<double>.Count; lane++)
            largest = Math.Max(largest, four[lane]);
        return largest;
    }

    // As above, of four; NaN where that is 0 or ∞ for another reason than these.
    static Vector256<double> SharesOf(Vector256<double> values, Vector256<double> exact, Vector256<double> bounds) => Vector256.ConditionalSelect(
        Vector256.Equals(values, exact) | Vector256.Equals(bounds, Vector256.Create(double.PositiveInfinity)),
        Vector256<double>.Zero, Vector256.Abs(values - exact) / bounds);

    void Judge(in Sides sides, int i)
    {
        (double actual, double expected, double exact) = (sides.Kernels[i], sides.Oracles[i], sides.Truths[i]);
        double kernelBound = sides.KernelBound[i], kernel = ShareOf(actual, exact, kernelBound);
        KernelShare = Math.Max(KernelShare, kernel);
        if (actual == expected)
        {
            // What agrees is told of only where nothing else is.
            if (kernel > worst && Verdict == Verdict.Agree)
                (Worst, worst) = (i, kernel);
            return;
        }

        OracleLimits limits = sides.Limits;
        double oracle = limits.ShareOf(i, expected, exact);
        Verdict verdict = Same(actual, expected) ? Verdict.Agree
            : limits.OtherBits?[i] == true || (oracle > 1 && ShareOf(expected, exact, kernelBound) > 1) ? Verdict.Unexplained
            : kernel > 1 ? Verdict.KernelWorse
            : sides.Close.Accepts(actual, expected)
                || (kernelBound > limits.Bound[i] && Math.Abs(actual - exact) > Math.Abs(expected - exact)) ? Verdict.Agree
            : Verdict.OracleWorse;
        Count(i, verdict, verdict is Verdict.Unexplained or Verdict.OracleWorse ? oracle : kernel);
    }

    void Count(int position, Verdict verdict, double share)
    {
        int gravity = Gravity(verdict), gravest = Gravity(Verdict);
        if (gravity > gravest)
            (Verdict, Mismatches, First, worst) = (verdict, 0, position, -1);
        if (gravity < gravest)
            return;
        if (verdict != Verdict.Agree)
            Mismatches++;
        if (share > worst)
            (Worst, worst) = (position, share);
    }

    static int Gravity(Verdict verdict) => verdict switch
    {
        Verdict.OracleWorse => 1,
        Verdict.KernelWorse => 2,
        Verdict.Unexplained => 3,
        _ => 0,
    };

    /// <summary>Whether two values are equal; NaN is NaN.</summary>
    public static bool Same(double a, double b) => a == b || (double.IsNaN(a) && double.IsNaN(b));

    // What is judged, side by side.
    readonly ref struct Sides(WideTensor actual, OracleTensor oracle, ReadOnlySpan<double> kernelBound, OracleLimits limits)
    {
        public ReadOnlySpan<double> Kernels { get; } = actual.Values;

        public ReadOnlySpan<double> Oracles { get; } = oracle.Values.Values;

        public ReadOnlySpan<double> Truths { get; } = oracle.Exact.Values;

        public ReadOnlySpan<double> KernelBound { get; } = kernelBound;

        public OracleLimits Limits { get; } = limits;

        public Tolerance Close { get; } = actual.Tensor.DType == DType.Int64 ? Tolerance.Zero : Tolerance.AssertClose(actual.Tensor.DType);

        // Whether four elements are within the kernel's bound, and equal or finite and close; which no bound of the oracle can change then.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Agree(int first, out Vector256<double> shares)
        {
            Vector256<double> kernels = Vector256.Create(Kernels[first..]), oracles = Vector256.Create(Oracles[first..]);
            shares = SharesOf(kernels, Vector256.Create(Truths[first..]), Vector256.Create(KernelBound[first..]));
            if (!Vector256.LessThanOrEqualAll(shares, Vector256<double>.One))
                return false;
            if (Vector256.EqualsAll(kernels, oracles))
                return true;
            Vector256<double> difference = Vector256.Abs(kernels - oracles);
            return Vector256.LessThanOrEqualAll(difference, Close.Allowed(oracles)) && Vector256.LessThanOrEqualAll(difference, Vector256.Create(double.MaxValue));
        }
    }
}
