using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Comparison;

/// <summary>
/// What is exactly true of a trial, and how far a correct kernel and libtorch may be from it. Needs neither's answer, so
/// it can be found while the oracle still works.
/// </summary>
public sealed class TrialTruth
{
    readonly Dictionary<Quantity, (double[] Kernel, double[] Oracle)> bounds = [];

    /// <summary>Computes everything.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="modules">Makes the module around the exact kernel; null for the one that is right.</param>
    public TrialTruth(Trial trial, ModuleFactory? modules = null)
    {
        Trial = trial;
        Exact = ExactAnswer.Of(trial, modules);
        if (Exact.Error is not null)
            return;
        ChannelSummary[] summaries = ChannelSummary.Of(trial);
        Conditioning = [.. summaries.Select(channel => Math.Abs(channel.Mean) / Math.Sqrt(channel.Variance))];
        // In float64 a plain chain of additions may lose more than lanes do; in float32 both are far below one rounding.
        var lanes = new ErrorBounds(trial.Case, summaries, Arithmetic.DoubleSums);
        ErrorBounds chain = trial.Case.DType == DType.Float64 ? new(trial.Case, summaries, Arithmetic.DoubleThroughout) : lanes;
        // Every oracle computes with libtorch, on one thread.
        var oracle = new ErrorBounds(trial.Case, summaries, LibtorchPath.OfForward(trial.Case), backward: LibtorchPath.OfBackward(trial.Case));
        foreach (Quantity quantity in QuantityNames.All)
            if (Exact[quantity] is { Count: var count })
                bounds[quantity] = (Larger(lanes.All(quantity, count), chain == lanes ? [] : chain.All(quantity, count)), oracle.All(quantity, count));
    }

    /// <summary>The case with its numbers.</summary>
    public Trial Trial { get; }

    /// <summary>Every quantity to the last bit of a double, or the error that our module raises.</summary>
    public BatchNormResult Exact { get; }

    /// <summary>|mean| / standard deviation of each channel, of what normalises it; ∞ or NaN without a deviation. Empty for an empty batch.</summary>
    public IReadOnlyList<double> Conditioning { get; } = [];

    /// <summary>The largest errors that roundings explain, by row-major position.</summary>
    /// <exception cref="KeyNotFoundException">The case has no such quantity.</exception>
    public (double[] Kernel, double[] Oracle) Bounds(Quantity quantity) => bounds[quantity];

    static double[] Larger(double[] some, double[] others)
    {
        for (int i = 0; i < others.Length; i++)
            some[i] = Math.Max(some[i], others[i]);
        return some;
    }
}
