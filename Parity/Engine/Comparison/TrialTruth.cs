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
    readonly double[]?[] kernel = [], oracle = []; // by quantity
    readonly Lazy<double[]?[]> inDouble, inElementType;

    /// <summary>Computes everything.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="modules">Makes the module around the exact kernel; null for the one that is right.</param>
    /// <param name="oracleThreads">Threads of the library.</param>
    public TrialTruth(Trial trial, ModuleFactory? modules = null, int oracleThreads = 1)
    {
        Trial = trial;
        // Widened once for both.
        Trial wide = trial.As(DType.Float64);
        ChannelSummary[] summaries = ChannelSummary.Of(wide);
        Exact = ExactAnswer.Of(wide, modules, summaries);
        (inDouble, inElementType) = (new(() => []), new(() => []));
        if (Exact.Error is not null)
            return;
        Conditioning = [.. summaries.Select(channel => Math.Abs(channel.Mean) / Math.Sqrt(channel.Variance))];
        double[]?[] All(ErrorBounds bounds) => bounds.All(quantity => Exact[quantity]?.Count);
        double[]?[] By(Arithmetic arithmetic) => All(new(trial.Case, summaries, arithmetic));
        bool isDouble = trial.Case.DType == DType.Float64;
        kernel = By(isDouble ? Arithmetic.CompensatedStatistics : Arithmetic.DoubleSums);
        // In float64 a plain chain of additions may lose more than lanes do; in float32 both are far below one rounding.
        inDouble = new(() => isDouble ? Larger(By(Arithmetic.DoubleThroughout), Larger(By(Arithmetic.DoubleSums), kernel)) : kernel);
        inElementType = new(() => Larger(By(Arithmetic.ElementThroughout), inDouble.Value));
        // Every oracle computes with libtorch.
        oracle = All(new(
            trial.Case, summaries, LibtorchArithmetic.OfForward(trial.Case), oracleThreads, LibtorchArithmetic.OfBackward(trial.Case)));
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
    public (double[] Kernel, double[] Oracle) Bounds(Quantity quantity, Standard standard)
    {
        double[] Of(double[]?[] bounds) => bounds[(int)quantity] ?? throw new KeyNotFoundException($"{Trial.Descriptor} has no {quantity.TorchName()}");
        return (standard switch
        {
            Standard.ElementType => Of(inElementType.Value),
            Standard.Double => Of(inDouble.Value),
            Standard.Libtorch => Larger([.. Of(inElementType.Value)], Of(oracle)),
            _ => Of(kernel),
        }, Of(oracle));
    }

    // What a stricter arithmetic may lose, a looser one may lose too.
    static double[]?[] Larger(double[]?[] looser, double[]?[] stricter)
    {
        for (int i = 0; i < looser.Length; i++)
            if (looser[i] is { } bounds)
                Larger(bounds, stricter[i]!);
        return looser;
    }

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
    /// <param name="channels">The trial's channels, where they are known.</param>
    /// <returns>The quantities, or the error that the module raised.</returns>
    /// <exception cref="InvalidOperationException">The module failed in another way.</exception>
    public static BatchNormResult Of(Trial trial, ModuleFactory? modules = null, IReadOnlyList<ChannelSummary>? channels = null)
    {
        // A module that is wrong may hand the kernel another input.
        ExactKernel<double> kernel = modules is null && channels?.Count > 0 ? new(channel => channels[channel].Statistics) : new();
        try
        {
            return CaseModule<double>.Step(modules ?? ModuleFactory.Default, kernel, trial.As(DType.Float64));
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
