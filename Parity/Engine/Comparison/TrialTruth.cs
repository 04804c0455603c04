using Parity.Bounds;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>
/// What is exactly true of a trial, and how far a correct kernel and libtorch may be from it. Needs neither's answer, so
/// it can be found while the oracle still works.
/// </summary>
public sealed class TrialTruth
{
    readonly Dictionary<Quantity, (double[] Kernel, double[] Oracle)> bounds = [];
    readonly Lazy<Dictionary<Quantity, double[]>>? plain;

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
        ErrorBounds By(Arithmetic arithmetic) => new(trial.Case, summaries, arithmetic);
        bool isDouble = trial.Case.DType == DType.Float64;
        ErrorBounds kernel = By(isDouble ? Arithmetic.CompensatedStatistics : Arithmetic.DoubleSums);
        // In float64 a plain chain of additions may lose more than lanes do; in float32 both are far below one rounding.
        if (isDouble)
            plain = new(() => Largest(By(Arithmetic.DoubleSums), By(Arithmetic.DoubleThroughout), kernel));
        // Every oracle computes with libtorch, on one thread.
        var oracle = new ErrorBounds(trial.Case, summaries, LibtorchArithmetic.OfForward(trial.Case), backward: LibtorchArithmetic.OfBackward(trial.Case));
        foreach (Quantity quantity in QuantityNames.All)
            if (Exact[quantity] is { Count: var count })
                bounds[quantity] = (kernel.All(quantity, count), oracle.All(quantity, count));
    }

    /// <summary>The case with its numbers.</summary>
    public Trial Trial { get; }

    /// <summary>Every quantity to the last bit of a double, or the error that our module raises.</summary>
    public BatchNormResult Exact { get; }

    /// <summary>|mean| / standard deviation of each channel, of what normalises it; ∞ or NaN without a deviation. Empty for an empty batch.</summary>
    public IReadOnlyList<double> Conditioning { get; } = [];

    /// <summary>The largest errors that roundings explain, by row-major position.</summary>
    /// <param name="quantity">Whose.</param>
    /// <param name="compensated">Whether the kernel says of itself that its statistics are compensated.</param>
    /// <exception cref="KeyNotFoundException">The case has no such quantity.</exception>
    public (double[] Kernel, double[] Oracle) Bounds(Quantity quantity, bool compensated) =>
        compensated || plain is null ? bounds[quantity] : (plain.Value[quantity], bounds[quantity].Oracle);

    Dictionary<Quantity, double[]> Largest(params ErrorBounds[] each) =>
        bounds.Keys.ToDictionary(quantity => quantity, quantity =>
        {
            int count = Exact[quantity]!.Count;
            return Enumerable.Range(0, count).Select(i => each.Max(bound => bound.Bound(quantity, i))).ToArray();
        });
}

/// <summary>What a trial's result is when nothing is rounded on the way: the measure of both sides.</summary>
public static class ExactAnswer
{
    static readonly KernelEntry exact = KernelCatalog.All.Single(entry => entry.Name == "exact");

    /// <summary>Every quantity to the last bit of a double, whatever the trial's own element type.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="modules">Makes the module around the exact kernel; null for the one that is right.</param>
    public static BatchNormResult Of(Trial trial, ModuleFactory? modules = null) =>
        KernelRun.Run(modules is null ? exact : exact with { Modules = modules }, trial.As(DType.Float64));
}
