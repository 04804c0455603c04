using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.BadUses;

/// <summary>What a module of ours makes of a bad use. No kernel has a say in it.</summary>
static class OwnAnswer
{
    /// <summary>The answer; null where the use does not compile.</summary>
    /// <param name="use">The use.</param>
    /// <param name="modules">Makes the module; null for torch's as this library spells them.</param>
    public static BadUseAnswer? To(BadUse use, ModuleFactory? modules = null)
    {
        if (use.DoesNotCompile)
            return null;
        BatchNorm<float>? module = null;
        float[]? mean = null, variance = null;
        LibraryError? error = ErrorOf(() =>
        {
            module = OwnModule.Of(modules ?? ModuleFactory.Default, use.Start, new ManualKernel<float>());
            module.Train(use.Training);
            foreach ((string name, int? length) in use.Replaced)
                Replace(module, name, length is { } count ? new float[count] : null);
            (mean, variance) = (Copy(module.RunningMean), Copy(module.RunningVar));
            Forward(module, use);
        });
        return new BadUseAnswer(error, module is { TrackRunningStats: true } ? module.NumBatchesTracked : null)
        {
            Changed = error is null || module is null ? null
                : !Same(module.RunningMean, mean) ? "running_mean"
                : !Same(module.RunningVar, variance) ? "running_var"
                : null,
        };
    }

    static float[]? Copy(float[]? values) => values?.ToArray();

    static bool Same(float[]? one, float[]? other) => one is null || other is null ? one == other : one.AsSpan().SequenceEqual(other);

    // A check that is missing ends in whatever the runtime says further on.
    static LibraryError? ErrorOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ArgumentException error)
        {
            return new LibraryError(nameof(ArgumentException), error.Message);
        }
        catch (Exception error)
        {
            return new LibraryError(error.GetType().Name, $"{error.GetType().Name}: {error.Message}");
        }
    }

    static void Forward(BatchNorm<float> module, BadUse use)
    {
        nint[] lengths = [.. use.Shape.Select(length => (nint)length)];
        // A tensor span over an array always has a rank; the default one has none.
        ReadOnlyTensorSpan<float> input = lengths.Length == 0 ? default : new(use.Input().Values<float>().ToArray(), lengths);
        TensorSpan<float> output = lengths.Length == 0 ? default : new(new float[use.Input().Count], lengths);
        module.Forward(input, output);
    }

    static void Replace(BatchNorm<float> module, string name, float[]? values)
    {
        switch (name)
        {
            case "weight":
                module.Weight = values;
                break;
            case "bias":
                module.Bias = values;
                break;
            case "running_mean":
                module.RunningMean = values;
                break;
            case "running_var":
                module.RunningVar = values;
                break;
            default:
                throw new ArgumentException($"a module has no {name}", nameof(name));
        }
    }
}
