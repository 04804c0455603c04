using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.BadUses;

/// <summary>What our module makes of a bad use. No kernel has a say in it.</summary>
static class OwnAnswer
{
    /// <summary>The answer; null where the use does not compile.</summary>
    public static BadUseAnswer? To(BadUse use)
    {
        if (use.DoesNotCompile)
            return null;
        BatchNorm<float> module = OwnModule.Of(ModuleFactory.Default, use.Start, new ManualKernel<float>());
        module.Train(use.Training);
        foreach ((string name, int? length) in use.Replaced)
            Replace(module, name, length is { } count ? new float[count] : null);
        return new BadUseAnswer(ErrorOf(module, use), module.TrackRunningStats ? module.NumBatchesTracked : null);
    }

    static LibraryError? ErrorOf(BatchNorm<float> module, BadUse use)
    {
        nint[] lengths = [.. use.Shape.Select(length => (nint)length)];
        // A tensor span over an array always has a rank; the default one has none.
        ReadOnlyTensorSpan<float> input = lengths.Length == 0 ? default : new(use.Input().Values<float>().ToArray(), lengths);
        TensorSpan<float> output = lengths.Length == 0 ? default : new(new float[use.Input().Count], lengths);
        try
        {
            module.Forward(input, output);
            return null;
        }
        catch (ArgumentException error)
        {
            return new LibraryError(nameof(ArgumentException), error.Message);
        }
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
