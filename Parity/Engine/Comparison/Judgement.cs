using System.Runtime.CompilerServices;
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
        OracleShares shares = oracle.SharesOf(limits);
        var judgement = new Judgement { OracleShare = shares.Largest };
        Tolerance close = actual.Tensor.DType == DType.Int64 ? Tolerance.Zero : Tolerance.AssertClose(actual.Tensor.DType);
        ReadOnlySpan<double> kernels = actual.Values, oracles = oracle.Values.Values, truths = oracle.Exact.Values;
        double worst = -1, largest = 0;
        for (int i = 0; i < kernels.Length; i++)
        {
            double kernel = ShareOf(kernels[i], truths[i], kernelBound[i]);
            largest = Math.Max(largest, kernel);
            if (kernels[i] == oracles[i])
            {
                // What agrees is told of only where nothing else is.
                if (kernel > worst && judgement.Verdict == Verdict.Agree)
                    (judgement.Worst, worst) = (i, kernel);
                continue;
            }

            Verdict verdict = Same(kernels[i], oracles[i]) ? Verdict.Agree
                : limits.OtherBits?[i] == true || (shares.Shares[i] > 1 && ShareOf(oracles[i], truths[i], kernelBound[i]) > 1) ? Verdict.Unexplained
                : kernel > 1 ? Verdict.KernelWorse
                : close.Accepts(kernels[i], oracles[i])
                    || (kernelBound[i] > limits.Bound[i] && Math.Abs(kernels[i] - truths[i]) > Math.Abs(oracles[i] - truths[i])) ? Verdict.Agree
                : Verdict.OracleWorse;
            judgement.Count(i, verdict, verdict is Verdict.Unexplained or Verdict.OracleWorse ? shares.Shares[i] : kernel, ref worst);
        }

        judgement.KernelShare = largest;
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
        double largest = 0;
        for (int i = 0; i < values.Length; i++)
            largest = Math.Max(largest, ShareOf(values[i], exact[i], bounds[i]));
        return largest;
    }

    void Count(int position, Verdict verdict, double share, ref double worst)
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
}
