using Parity.Cases;
using Parity.Comparison;

namespace Parity.Runs;

/// <summary>What of a failure has to stay the same while it is made smaller, so that it stays the failure that was found.</summary>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Quantity">Where it shows; null where the kernel gave no answer.</param>
/// <param name="Kind">What happened, where it is no matter of numbers: an exception's type and place, what was written to.</param>
/// <param name="AssertClose">Whether the two sides are close as <c>torch.testing.assert_close</c> counts it.</param>
/// <param name="Share">The largest error as a multiple of its bound.</param>
sealed record FailureClass(Verdict Verdict, Quantity? Quantity, string? Kind, bool AssertClose, double Share)
{
    /// <summary>How many times larger or smaller a share of the bound may become while a failure is made smaller.</summary>
    /// <remarks>
    /// Bounds move by a few hundred with the number of values and the pattern of the data; one defect that shows through
    /// another, or a rounding in place of a mistake, is further away.
    /// </remarks>
    public const double MostChange = 1000;

    /// <summary>The class of a finding in a comparison; null where that has none such.</summary>
    public static FailureClass? Of(Finding found, CaseComparison comparison)
    {
        if (found.Quantity is null)
            return comparison.Failure is { } failure && VerdictNames.Of(failure.End) == found.Verdict
                ? new(found.Verdict, null, failure.Kind, false, 0)
                : null;
        return comparison.Quantities.FirstOrDefault(judged => (judged.Quantity, judged.Verdict) == (found.Quantity, found.Verdict)) is { } judged
            ? Of(judged)
            : null;
    }

    /// <summary>The class of one quantity's failure.</summary>
    public static FailureClass Of(QuantityComparison judged) => judged is { Comparison: { } numbers, Judgement: { } judgement }
        ? new(judged.Verdict, judged.Quantity, judged.Reason, numbers.AssertClose, judged.Verdict == Verdict.Unexplained ? judgement.OracleShare : judgement.KernelShare)
        // A reason tells of shapes too, which get smaller; only what was written to stays.
        : new(judged.Verdict, judged.Quantity, judged.Verdict == Verdict.KernelWorse ? judged.Reason : null, false, 0);

    /// <summary>Whether another failure is of this class.</summary>
    public bool Includes(FailureClass other) =>
        this with { Share = 0 } == other with { Share = 0 } && IsNear(other.Share);

    bool IsNear(double other) =>
        Share == other || (double.IsFinite(Share) && double.IsFinite(other) && other <= Share * MostChange && Share <= other * MostChange);
}
