using System.Numerics.Tensors;
using Parity.Bounds;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>
/// What is exactly true of a trial, and how far a correct kernel and libtorch may be from it. Needs neither's answer, so
/// it can be found while the oracle still works.
/// </summary>
sealed class TrialTruth
{
    readonly Dictionary<Quantity, (double[] Kernel, double[] Oracle)> bounds = [];
    readonly Lazy<Dictionary<Quantity, double[]>> inDouble, inElementType;

    /// <summary>Computes everything.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="modules">Makes the module around the exact kernel; null for the one that is right.</param>
    /// <param name="oracleThreads">Threads of the library.</param>
    public TrialTruth(Trial trial, ModuleFactory? modules = null, int oracleThreads = 1)
    {
        Trial = trial;
        // Widened once for both.
        Trial wide = trial.As(DType.Float64);
        Exact = ExactAnswer.Of(wide, modules);
        (inDouble, inElementType) = (new(() => []), new(() => []));
        if (Exact.Error is not null)
            return;
        ChannelSummary[] summaries = ChannelSummary.Of(wide);
        Conditioning = [.. summaries.Select(channel => Math.Abs(channel.Mean) / Math.Sqrt(channel.Variance))];
        ErrorBounds By(Arithmetic arithmetic) => new(trial.Case, summaries, arithmetic);
        bool isDouble = trial.Case.DType == DType.Float64;
        ErrorBounds kernel = By(isDouble ? Arithmetic.CompensatedStatistics : Arithmetic.DoubleSums);
        // In float64 a plain chain of additions may lose more than lanes do; in float32 both are far below one rounding.
        inDouble = new(() => isDouble ? Larger(Strictest, By(Arithmetic.DoubleSums), By(Arithmetic.DoubleThroughout)) : Strictest);
        inElementType = new(() => Larger(inDouble.Value, By(Arithmetic.ElementThroughout)));
        // Every oracle computes with libtorch.
        var oracle = new ErrorBounds(
            trial.Case, summaries, LibtorchArithmetic.OfForward(trial.Case), oracleThreads, LibtorchArithmetic.OfBackward(trial.Case));
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
    /// <param name="standard">The arithmetic that the kernel declares.</param>
    /// <exception cref="KeyNotFoundException">The case has no such quantity.</exception>
    public (double[] Kernel, double[] Oracle) Bounds(Quantity quantity, Standard standard) =>
        (standard switch
        {
            Standard.ElementType => inElementType.Value[quantity],
            Standard.Double => inDouble.Value[quantity],
            Standard.Libtorch => Larger([.. inElementType.Value[quantity]], bounds[quantity].Oracle),
            _ => bounds[quantity].Kernel,
        }, bounds[quantity].Oracle);

    Dictionary<Quantity, double[]> Strictest => bounds.ToDictionary(pair => pair.Key, pair => pair.Value.Kernel);

    // What a stricter arithmetic may lose, a looser one may lose too.
    static Dictionary<Quantity, double[]> Larger(Dictionary<Quantity, double[]> stricter, params ErrorBounds[] each) =>
        stricter.ToDictionary(
            pair => pair.Key,
            pair => each.Select(bounds => bounds.All(pair.Key, pair.Value.Length)).Aggregate(pair.Value, (other, own) => Larger(own, other)));

    static double[] Larger(double[] largest, double[] other)
    {
        TensorPrimitives.Max(largest, other, largest);
        return largest;
    }
}

/// <summary>What a trial's result is when nothing is rounded on the way: the measure of both sides.</summary>
static class ExactAnswer
{
    /// <summary>Every quantity to the last bit of a double, whatever the trial's own element type.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="modules">Makes the module around the exact kernel; null for the one that is right.</param>
    /// <returns>The quantities, or the error that the module raised.</returns>
    /// <exception cref="InvalidOperationException">The module failed in another way.</exception>
    public static BatchNormResult Of(Trial trial, ModuleFactory? modules = null)
    {
        try
        {
            return CaseModule<double>.Step(modules ?? ModuleFactory.Default, new ExactKernel<double>(), trial.As(DType.Float64));
        }
        catch (ArgumentException error)
        {
            return new BatchNormResult(new LibraryError(error.GetType().FullName!, error.Message));
        }
        catch (Exception thrown)
        {
            throw new InvalidOperationException($"exact on {trial.Descriptor}: {KernelFailure.Of(thrown).What}", thrown);
        }
    }
}
