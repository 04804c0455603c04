using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

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
            if (use.State is { } state)
                Load(module, state, use.Name);
            else
                Forward(module, use);
        });
        return new BadUseAnswer(
            module is null || error is null ? error : error with { Message = InTorchsName(error.Message, module, use) },
            module is { TrackRunningStats: true } ? module.NumBatchesTracked : null)
        {
            Loaded = module is null ? null : use.State?.Loaded(use.Start, name => Values(module, name)),
            Changed = error is null || module is null || use.State is not null ? null
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

    static void Load(BatchNorm<float> module, BadState state, string name)
    {
        if (module.TrackRunningStats)
            module.NumBatchesTracked = BadState.Before;
        var tensors = new OrderedDictionary<string, DenseTensor>(StringComparer.Ordinal);
        foreach ((string key, DenseTensor tensor) in state.Entries)
            tensors.Add(key, tensor);
        var content = new SafetensorsContent(new Dictionary<string, string>(), tensors);
        module.LoadStateDict(StateDictFile.Read<float>(content, name), state.Strict);
    }

    // As torch's, the text about a state names the class that loads, which of a module of one's own is another.
    static string InTorchsName(string message, BatchNorm<float> module, BadUse use) => use.State is null ? message
        : message.Replace($"loading state_dict for {module.GetType().Name.Split('`')[0]}:", $"loading state_dict for {use.Start.Module}:", StringComparison.Ordinal);

    static float[]? Values(BatchNorm<float> module, string name) => name switch
    {
        "weight" => module.Weight,
        "bias" => module.Bias,
        "running_mean" => module.RunningMean,
        "running_var" => module.RunningVar,
        _ => throw new ArgumentException($"a module has no {name}", nameof(name)),
    };

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
