using Parity.Cases;
using static TorchSharp.torch;

namespace Parity.Oracles;

/// <summary>What TorchSharp makes of bad uses, as far as this process survives them.</summary>
static class TorchSharpErrors
{
    /// <summary>The answer; null for what can end the process or cannot be said.</summary>
    public static BadUseAnswer? Attempt(BadUse use)
    {
        // Parameters and statistics of a wrong size, or none in eval, reach code that has no check.
        // It knows no versions of a state either.
        if (use.Replaced.Count > 0 || use.State?.Version is not null)
            return null;
        using IDisposable scope = NewDisposeScope();
        using var module = new TorchSharpModule(new BatchNormCase
        {
            Module = use.Start.Module,
            Shape = use.Start.Module == BatchNormModule.BatchNorm1d ? [2, use.Start.Channels] : [2, use.Start.Channels, 1, 1],
            DType = use.Start.DType,
            Training = use.Training,
            Affine = use.Start.Affine,
            TrackRunningStats = use.Start.TrackRunningStats,
        });
        using IDisposable noGrad = no_grad();
        if (use.State is { } state)
            return Load(module, state, use.Start);
        LibraryError? error = TorchSharpOracle.ErrorOf(() => module.Forward(TorchSharpOracle.ToTorch(use.Input())));
        return new BadUseAnswer(error, module.NumBatchesTracked is null ? null : module.Counter);
    }

    static BadUseAnswer Load(TorchSharpModule module, BadState state, ModuleSpec start)
    {
        module.Count(BadState.Before);
        var tensors = state.Entries.ToDictionary(entry => entry.Name, entry => TorchSharpOracle.ToTorch(entry.Tensor));
        LibraryError? error = TorchSharpOracle.ErrorOf(() => module.LoadStateDict(tensors, state.Strict));
        Dictionary<string, Tensor> left = module.StateDict();
        return new BadUseAnswer(error, module.NumBatchesTracked is null ? null : module.Counter)
        {
            Loaded = state.Loaded(start, name => left.TryGetValue(name, out Tensor? tensor) ? tensor.data<float>().ToArray() : null),
        };
    }

    /// <summary>What shows in no bad use.</summary>
    public static IReadOnlyList<(string Name, string? Says, string? PyTorch)> Behaviours()
    {
        using IDisposable scope = NewDisposeScope();
        using var module = nn.BatchNorm1d(2, dtype: ScalarType.Float64);
        using var plane = nn.BatchNorm2d(2);
        using var volume = nn.BatchNorm3d(2);
        return
        [
            ("counter-dtype-of-a-float64-module", $"num_batches_tracked is {module.num_batches_tracked!.dtype}", "num_batches_tracked is Int64"),
            ("momentum-null", "set by a property", "an argument of the constructor"),
            ("bn3d-rank4", TorchSharpOracle.ErrorOf(() => volume.forward(zeros(2, 2, 2, 2)))?.Message, "expected 5D input (got 4D input)"),
            ("name-of-a-2d-module", $"GetName() is {plane.GetName()}", "GetName() is BatchNorm2d"),
        ];
    }
}
