namespace Parity.Reports.Diff;

/// <summary>How far a number may move before that counts as worse: the one statement of it, for diffs and baselines.</summary>
/// <remarks>
/// Another order of the same additions moves errors at random: the geometric mean over some forty tensors by up to a
/// half. ULPs have no margin, since on ill-conditioned data they count the conditioning and not the kernel.
/// </remarks>
public static class Margin
{
    /// <summary>An error, as a share of its bound, may grow by this factor.</summary>
    public const double Error = 3;

    /// <summary>A rate of agreement may fall by this share of the tensors compared, and by two tensors in any case.</summary>
    public const double Rate = 0.01;

    // Below these shares of its bound an error is as good as none.
    const double WorstFloor = 0.01, TypicalFloor = 0.001;

    /// <summary>The margins in words.</summary>
    public static string Words { get; } = FormattableString.Invariant(
        $"errors x {Error}, agreement {Rate * 100} % of the tensors, or two");

    /// <summary>Whether a worst error grew beyond its margin.</summary>
    public static bool WorstGrew(double before, double after) => after > (before * Error) + WorstFloor;

    /// <summary>Whether a typical error grew beyond its margin.</summary>
    public static bool TypicalGrew(double before, double after) => after > (before * Error) + TypicalFloor;

    /// <summary>Whether a rate of agreement fell beyond its margin.</summary>
    /// <param name="before">Share of the tensors that agreed.</param>
    /// <param name="after">Share of the tensors that agree.</param>
    /// <param name="tensors">Number of tensors.</param>
    public static bool RateFell(double before, double after, int tensors) => after < before - Math.Max(Rate, 2.5 / tensors);
}
