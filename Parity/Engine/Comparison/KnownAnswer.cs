using System.Runtime.InteropServices;
using Parity.Bounds;
using Parity.Cases;
using Parity.Libtorch;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>What an oracle's known arithmetic is good for.</summary>
enum KnownUse
{
    /// <summary>Nothing: this oracle does not follow it.</summary>
    None,

    /// <summary>It explains an error that has no bound: the oracle must have its very bits.</summary>
    WhereUnbounded,

    /// <summary>It explains every error: the oracle must have its bits wherever it is further off than a kernel may be.</summary>
    Everywhere,

    /// <summary>Its own errors tell how far another build of the same sums may be off.</summary>
    Measure,
}

/// <summary>What a library's known arithmetic answers to a trial, and what that decides.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Use">What it is good for.</param>
sealed record KnownAnswer(BatchNormResult Answer, KnownUse Use)
{
    // Room around what the known order loses, and around what roundings lose that know nothing of one another: the root of their number.
    const double OfOwn = 4, OfLikely = 8;

    /// <summary>Whether a root goes into the output that only the vendor's library knows, so that its bits are not known.</summary>
    public bool RootUnknown { get; init; }

    /// <summary>Whether a quantity is known to the bit.</summary>
    public bool Has(Quantity quantity) => !(RootUnknown && quantity == Quantity.Output);

    /// <summary>Whether a case has gradients that the library gets wrong, and that these bits explain.</summary>
    public bool Misread(BatchNormCase c) => Use is KnownUse.WhereUnbounded or KnownUse.Everywhere && LibtorchDefects.MisreadsGradOutput(c);

    /// <summary>Whether only its bits explain an error without a bound in a quantity.</summary>
    public bool Explains(Quantity quantity) => Use is KnownUse.WhereUnbounded or KnownUse.Everywhere && Has(quantity);

    /// <summary>Whether a tensor of the oracle has these very bits; null where they are not known to the bit.</summary>
    internal bool? IsBitsOf(Quantity quantity, DenseTensor oracle) =>
        Explains(quantity) && Answer[quantity] is { } known ? TensorBits.Difference(quantity.TorchName(), oracle, known) is null : null;

    /// <summary>Whether what limits the oracle's error depends on what the kernel may be off.</summary>
    public bool LimitsFollowKernel => Use == KnownUse.Everywhere;

    /// <summary>Leaves a kernel that declares the library's bits no error where it has others.</summary>
    internal void HoldToBits(Quantity quantity, DenseTensor actual, double[] kernelBound)
    {
        if (!Explains(quantity) || Answer[quantity] is not { } known || known.DType != actual.DType || !known.Shape.SequenceEqual(actual.Shape))
            return;
        for (int i = 0; i < kernelBound.Length; i++)
            if (!Judgement.Same(actual[i], known[i]))
                kernelBound[i] = 0;
    }

    /// <summary>What limits the oracle's error in a quantity.</summary>
    /// <param name="judged">The oracle's values beside the exact ones.</param>
    /// <param name="kernelBound">Largest error of a correct kernel.</param>
    /// <param name="oracleBound">Largest error that the oracle's roundings explain.</param>
    internal OracleLimits Limit(JudgedTensor judged, double[] kernelBound, double[] oracleBound)
    {
        if (Use == KnownUse.None || !Has(judged.Quantity) || Answer[judged.Quantity] is not { } known
            || known.DType != judged.Oracle.DType || !known.Shape.SequenceEqual(judged.Oracle.Shape))
            return new(oracleBound, null);
        if (Use == KnownUse.Measure)
            return new(Measured(judged, known, oracleBound), null);
        // No rounding explains what was read in the wrong order.
        double[] bound = judged.IsMisread ? Filled(oracleBound.Length, double.PositiveInfinity) : oracleBound;
        if (Use == KnownUse.WhereUnbounded && OracleLimits.Unbounded(bound) == 0)
            return new(bound, null);
        bool[]? other = null;
        int byBits = 0;
        for (int i = 0; i < bound.Length; i++)
        {
            bool unbounded = double.IsPositiveInfinity(bound[i]);
            if (!unbounded && !(Use == KnownUse.Everywhere && Judgement.ShareOf(judged.Oracle[i], judged.Exact[i], kernelBound[i]) > 1))
                continue;
            if (!Judgement.Same(judged.Oracle[i], known[i]))
                (other ??= new bool[bound.Length])[i] = true;
            else if (unbounded)
                byBits++;
        }

        return new(bound, other) { ByBits = byBits };
    }

    // A worst case adds up every rounding in one direction. Of long sums that says little: what the known order loses here, and what roundings
    // that know nothing of one another lose, is what another order of the same sums loses too.
    static double[] Measured(JudgedTensor judged, DenseTensor known, double[] worst)
    {
        BatchNormCase c = judged.Case;
        if (judged.Quantity is not (Quantity.GradWeight or Quantity.GradBias)
            // Earlier versions store sums of bfloat16 between two rows, which is another loss.
            || (c.DType == DType.BFloat16 && (LibtorchPath.OfForward(c) == LibtorchWay.Strided || LibtorchPath.OfBackward(c) == LibtorchWay.Strided)))
            return worst;
        var type = Precision.Of(known.DType);
        return
        [
            .. worst.Select((bound, i) =>
            {
                double own = Math.Abs(known[i] - judged.Exact[i]), likely = Math.Max(bound / Math.Sqrt(c.ValuesPerChannel), 2 * type.HalfUlp(judged.Exact[i]));
                return double.IsFinite(own) ? Math.Min(bound, Math.Max(OfOwn * own, OfLikely * likely)) : bound;
            }),
        ];
    }

    static double[] Filled(int length, double value)
    {
        var all = new double[length];
        all.AsSpan().Fill(value);
        return all;
    }
}

/// <summary>One quantity of an oracle's answer, and what it should be.</summary>
/// <param name="Case">The case.</param>
/// <param name="Quantity">Which quantity.</param>
/// <param name="Oracle">The oracle's values.</param>
/// <param name="Exact">The exact values.</param>
readonly record struct JudgedTensor(BatchNormCase Case, Quantity Quantity, DenseTensor Oracle, DenseTensor Exact)
{
    /// <summary>Whether the library took the elements of grad_output for one another.</summary>
    public bool IsMisread =>
        Quantity is Quantity.GradInput or Quantity.GradWeight or Quantity.GradBias && LibtorchDefects.MisreadsGradOutput(Case);
}

/// <summary>What limits an oracle's error.</summary>
/// <param name="Bound">Largest error that is explained, by row-major position.</param>
/// <param name="OtherBits">Elements whose error only the known bits explain, and that have others; null where there are none.</param>
readonly record struct OracleLimits(double[] Bound, bool[]? OtherBits)
{
    /// <summary>Elements whose error has no bound, and that have the known bits.</summary>
    public int ByBits { get; init; }

    /// <summary>How many bounds are ∞.</summary>
    public static int Unbounded(ReadOnlySpan<double> bound) =>
        MemoryMarshal.Cast<double, long>(bound).Count(BitConverter.DoubleToInt64Bits(double.PositiveInfinity));

    /// <summary>One element's error as a multiple of what limits it; ∞ where only known bits explain it, and there are others.</summary>
    public double ShareOf(int position, double value, double exact) =>
        OtherBits?[position] == true ? double.PositiveInfinity : Judgement.ShareOf(value, exact, Bound[position]);

    /// <summary>The largest of all.</summary>
    public double LargestShare(ReadOnlySpan<double> values, ReadOnlySpan<double> exact)
    {
        if (OtherBits is null)
            return Judgement.LargestShare(values, exact, Bound);
        double largest = 0;
        for (int i = 0; i < values.Length; i++)
            largest = Math.Max(largest, ShareOf(i, values[i], exact[i]));
        return largest;
    }
}
