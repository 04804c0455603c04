using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Refusals;

/// <summary>Mistakes in what a module refuses, says and counts, each in a module that computes right.</summary>
public sealed class PlantedRefusals : IKernelSource
{
    /// <summary>What the name of such a defect begins with.</summary>
    public const string Prefix = "refusal:";

    /// <summary>Shows them to <c>parity errors --kernel refusal:NAME</c>.</summary>
    public IEnumerable<KernelEntry> Kernels => All;

    /// <summary>The defects by name; each around the manual kernel.</summary>
    public static IReadOnlyList<KernelEntry> All { get; } =
    [
        Of(RefusalDefect.RankNotChecked, "any rank is taken"),
        Of(RefusalDefect.FourDimensionsTakenBy1d, "1d takes images"),
        Of(RefusalDefect.ThreeDimensionsTakenBy2d, "2d takes an image without a batch"),
        Of(RefusalDefect.RankInOtherWords, "the text of another version"),
        Of(RefusalDefect.WrongRankCounted, "the batch is counted before its rank is looked at"),
        Of(RefusalDefect.OneValueTaken, "one value a channel is normalised in training"),
        Of(RefusalDefect.OneValueRefusedInEval, "one value a channel is refused in eval too"),
        Of(RefusalDefect.OneValueSizeSpelledOtherwise, "the size is no torch.Size"),
        Of(RefusalDefect.RefusedBatchNotCounted, "a batch that sizes refuse is not counted"),
        Of(RefusalDefect.RefusedBatchUpdatesStatistics, "running statistics follow a batch that is refused"),
        Of(RefusalDefect.MissingStatisticsMadeUp, "eval without one of the statistics takes mean 0, or variance 1"),
        Of(RefusalDefect.StatisticsLengthNotChecked, "running statistics of another length are cut or filled up"),
        Of(RefusalDefect.ParametersLengthNotChecked, "a weight or bias of another length is cut or filled up"),
        Of(RefusalDefect.LengthsCheckedInTrainingOnly, "eval looks at no length"),
        Of(RefusalDefect.ChannelsComparedWithNumFeatures, "another number of channels is refused in words of its own"),
        Of(RefusalDefect.ChannelsBeforeOneValue, "channels are looked at before the number of values"),
        Of(RefusalDefect.MissingKeyTaken, "a tensor that the state lacks stays, and nothing is said"),
        Of(RefusalDefect.UnexpectedKeyIgnored, "a tensor that the module lacks is passed over"),
        Of(RefusalDefect.StateWithStatisticsTakenWithout, "running statistics are passed over by a module that keeps none"),
        Of(RefusalDefect.SingleValueSpread, "one value is spread over all channels, as TorchSharp does"),
        Of(RefusalDefect.StateStatisticsCutOrFilled, "running statistics of another length are cut or filled up as they are loaded"),
        Of(RefusalDefect.UnfitTensorHalfWritten, "a tensor of another length is copied as far as it goes, then refused"),
        Of(RefusalDefect.FirstUnfitTensorEndsLoading, "the first tensor of another length ends it, and the rest is lost"),
        Of(RefusalDefect.RefusedStateNotLoaded, "nothing is loaded of a state that is refused"),
        Of(RefusalDefect.RefusedStateNotCounted, "the counter of a state that is refused is lost"),
        Of(RefusalDefect.StateInOtherWords, "TorchSharp's text, which names no name"),
        Of(RefusalDefect.StateRaisesAnotherType, "the right words in another exception"),
        Of(RefusalDefect.UnexpectedBeforeMissing, "unexpected names are told before missing ones"),
        Of(RefusalDefect.OldStateResetsCounter, "a state without the counter sets it to 0, as PyTorch 1.13 does"),
        Of(RefusalDefect.OldStateRefused, "a state without the counter is refused"),
        Of(RefusalDefect.LenientLoadingSkipsSizes, "without strict, sizes do not count either"),
        Of(RefusalDefect.LenientLoadingIsStrict, "strict is not looked at"),
    ];

    static KernelEntry Of(RefusalDefect defect, string summary) => new(Prefix + Words(defect), summary)
    {
        Float32 = _ => new ManualKernel<float>(),
        Float64 = _ => new ManualKernel<double>(),
        Modules = new RefusalModules(defect),
    };

    // As a command line spells it: refusal:rank-not-checked.
    static string Words(RefusalDefect defect) => string.Concat(
        defect.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}

/// <summary>A mistake in what a module refuses.</summary>
enum RefusalDefect
{
    RankNotChecked,
    FourDimensionsTakenBy1d,
    ThreeDimensionsTakenBy2d,
    RankInOtherWords,
    WrongRankCounted,
    OneValueTaken,
    OneValueRefusedInEval,
    OneValueSizeSpelledOtherwise,
    RefusedBatchNotCounted,
    RefusedBatchUpdatesStatistics,
    MissingStatisticsMadeUp,
    StatisticsLengthNotChecked,
    ParametersLengthNotChecked,
    LengthsCheckedInTrainingOnly,
    ChannelsComparedWithNumFeatures,
    ChannelsBeforeOneValue,
    MissingKeyTaken,
    UnexpectedKeyIgnored,
    StateWithStatisticsTakenWithout,
    SingleValueSpread,
    StateStatisticsCutOrFilled,
    UnfitTensorHalfWritten,
    FirstUnfitTensorEndsLoading,
    RefusedStateNotLoaded,
    RefusedStateNotCounted,
    StateInOtherWords,
    StateRaisesAnotherType,
    UnexpectedBeforeMissing,
    OldStateResetsCounter,
    OldStateRefused,
    LenientLoadingSkipsSizes,
    LenientLoadingIsStrict,
}
