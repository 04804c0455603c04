using Parity.Tensors;

namespace Parity.Cases;

/// <summary>The only list of bad uses, with PyTorch's texts.</summary>
static class BadUseCatalog
{
    const string MixedInput = "mixed dtype (CPU): expect input to have scalar type of BFloat16";

    static readonly ModuleSpec oned = new(BatchNormModule.BatchNorm1d, 3);
    static readonly ModuleSpec twod = new(BatchNormModule.BatchNorm2d, 3);
    static readonly int[] lengths = [2, 3, 2, 2, 2, 2];
    static readonly bool[] modes = [true, false];
    static readonly string[] statistics = ["running_mean", "running_var"];
    static readonly string[] parameters = [.. statistics, "weight", "bias"];

    /// <summary>Every bad use, in the order of the table.</summary>
    public static IReadOnlyList<BadUse> All { get; } =
    [
        .. Ranks("bn1d", oned, "2D or 3D", 0, 1, 4, 5, 6),
        .. Ranks("bn2d", twod, "4D", 0, 1, 2, 3, 5, 6),
        .. OneValuePerChannel(),
        .. Channels(),
        .. Sizes(),
        .. Missing(),
        .. Types(),
        .. BadStates.All,
    ];

    static IEnumerable<BadUse> Ranks(string name, ModuleSpec start, string wanted, params int[] ranks) =>
        ranks.Select(rank => new BadUse($"{name}-rank{rank}", start, lengths[..rank], $"expected {wanted} input (got {rank}D input)"));

    static IEnumerable<BadUse> OneValuePerChannel()
    {
        BadUse Use(string name, ModuleSpec start, params int[] shape) =>
            new(name, start, shape, $"Expected more than 1 value per channel when training, got input size torch.Size([{string.Join(", ", shape)}])") { Counted = 1 };
        yield return Use("bn1d-one-value-1x3", oned, 1, 3);
        yield return Use("bn1d-one-value-1x3x1", oned, 1, 3, 1);
        yield return Use("bn2d-one-value-1x3x1x1", twod, 1, 3, 1, 1);
        yield return Use("bn1d-one-value-eval-without-statistics", oned with { TrackRunningStats = false }, 1, 3) with { Training = false, Counted = null };
        // Sizes are looked at before channels.
        yield return Use("bn1d-one-value-and-channels-4-for-3", oned, 1, 4);
        yield return new("bn1d-one-value-eval", oned, [1, 3], null) { Training = false };
    }

    static IEnumerable<BadUse> Channels()
    {
        const string Mean = "running_mean should contain 4 elements not 3";
        yield return new("bn1d-channels-4-for-3", oned, [2, 4], Mean) { Counted = 1 };
        yield return new("bn2d-channels-4-for-3", twod, [2, 4, 2, 2], Mean) { Counted = 1 };
        yield return new("bn1d-channels-eval", oned, [2, 4], Mean) { Training = false };
        yield return new("bn1d-channels-without-statistics", oned with { TrackRunningStats = false }, [2, 4], "weight should contain 4 elements not 3") { Counted = null };
        // Nothing fixes the number of channels then.
        yield return new("bn1d-channels-without-anything", oned with { TrackRunningStats = false, Affine = false }, [2, 4], null) { Counted = null };
    }

    static IEnumerable<BadUse> Sizes() =>
        from training in modes
        from name in parameters
        select new BadUse(
            $"bn1d-{name}-2-for-3{(training ? "" : "-eval")}", oned, [2, 3], $"{name} should contain 3 elements not 2")
        {
            Training = training,
            Replaced = [(name, 2)],
            Counted = training ? 1 : 0,
        };

    static IEnumerable<BadUse> Missing() =>
        from name in statistics
        from training in modes
        select new BadUse(
            $"bn1d-no-{name}-{Mode.Word(training)}", oned, [2, 3], training ? null : $"{name} must be defined in evaluation mode")
        {
            Training = training,
            Replaced = [(name, null)],
            Counted = training ? 1 : 0,
        };

    static IEnumerable<BadUse> Types()
    {
        yield return new("bn1d-float64-input-float32-module", oned, [2, 3], MixedInput) { InputDType = DType.Float64, Counted = 1 };
        yield return new("bn1d-float64-input-float32-module-eval", oned, [2, 3], MixedInput) { InputDType = DType.Float64, Training = false };
        yield return new("bn1d-float32-input-float64-module", oned with { DType = DType.Float64 }, [2, 3], "mixed dtype (CPU): expect parameter to have scalar type of Float") { Counted = 1 };
        yield return new("bn1d-int64-input", oned, [2, 3], "\"batch_norm\" not implemented for 'Long'") { InputDType = DType.Int64, Counted = 1 };
        yield return new("bn2d-int64-input-eval", twod, [2, 3, 2, 2], "\"batch_norm\" not implemented for 'Long'") { InputDType = DType.Int64, Training = false };
    }
}
