using Parity.Tests.Planted.Layouts;
using Parity.Tests.Planted.Modules;
using Parity.Tests.Planted.Parameters;

namespace Parity.Tests.Planted;

/// <summary>Mistakes that show only where parameters, buffers, gradients or strides are not the usual ones.</summary>
static class UnusualDefects
{
    /// <summary>Every one, by what it gets wrong.</summary>
    public static IReadOnlyList<PlantedDefect> All { get; } =
    [
        // Parameters/Weights.cs
        Of("zero-weight-taken-as-none", typeof(ZeroWeightTakenAsNone<>), "takes a weight of 0 for 1"),
        Of("weight-kept-from-zero", typeof(WeightKeptFromZero<>), "takes a weight of 0 for 1e-5, to divide by it later"),
        Of("subnormal-weight-flushed", typeof(SubnormalWeightFlushed<>), "takes a subnormal weight for 0"),
        Of("weight-clipped", typeof(WeightClipped<>), "clips weights at ±1000"),
        Of("nan-weight-taken-as-one", typeof(NanWeightTakenAsOne<>), "takes a NaN among the weights for 1"),
        Of("nan-weight-taken-as-zero", typeof(NanWeightTakenAsZero<>), "takes a NaN among the weights for 0"),
        Of("infinite-weight-taken-as-largest", typeof(InfiniteWeightTakenAsLargest<>), "takes an infinite weight for a large one"),
        Of("zero-weight-channel-unwritten", typeof(ZeroWeightChannelUnwritten<>), "writes zeros, not the bias, where the weight is 0"),
        Of("parameters-of-zero-weight-not-learnt", typeof(ParametersOfZeroWeightNotLearnt<>), "gives a channel of weight 0 no gradients of weight and bias"),
        Of("normalised-taken-back-from-output", typeof(NormalisedTakenBackFromOutput<>), "finds the normalised input by dividing by the weight"),
        Of("negative-weight-turns-gradients", typeof(NegativeWeightTurnsGradients<>), "takes the magnitude in backward where every weight is below 0") with { NotRecorded = null },
        Of("scale-of-huge-weight-overflows", typeof(ScaleOfHugeWeightOverflows<>), "a huge weight's product with the factor overflows"),

        // Parameters/Biases.cs
        Of("nan-bias-taken-as-zero", typeof(NanBiasTakenAsZero<>), "takes a NaN among the biases for 0"),
        Of("infinite-bias-taken-as-largest", typeof(InfiniteBiasTakenAsLargest<>), "takes an infinite bias for a large one"),
        Of("bias-clipped", typeof(BiasClipped<>), "clips biases at ±1000"),
        Of("bias-lost-with-one-zero", typeof(BiasLostWithOneZero<>), "takes a bias of 0 in one channel for no bias at all"),
        Of("bias-lost-where-weight-is-zero", typeof(BiasLostWhereWeightIsZero<>), "forgets the bias where the weight is 0"),

        // Parameters/GivenStatistics.cs
        Of("negative-variance-clamped", typeof(NegativeVarianceClamped<>), "takes a running variance below 0 for 0"),
        Of("negative-variance-turned", typeof(NegativeVarianceTurned<>), "takes the magnitude of a running variance"),
        Of("radicand-clamped", typeof(RadicandClamped<>), "keeps what is under the root above 0"),
        Of("negative-variance-refused", typeof(NegativeVarianceRefused<>), "throws where a running variance is below 0"),
        Of("nan-variance-taken-as-one", typeof(NanVarianceTakenAsOne<>), "takes a NaN among the running variances for 1"),
        Of("infinite-variance-taken-as-one", typeof(InfiniteVarianceTakenAsOne<>), "takes an infinite running variance for 1"),
        Of("huge-variance-clipped", typeof(HugeVarianceClipped<>), "clips running variances at 1e15"),
        Of("subnormal-variance-flushed", typeof(SubnormalVarianceFlushed<>), "takes a subnormal running variance for 0"),
        Of("batch-rule-for-given-variance", typeof(BatchRuleForGivenVariance<>), "takes the factor for 0 where a given variance and eps are"),
        Of("given-variance-kept-from-zero", typeof(GivenVarianceKeptFromZero<>), "keeps given variances above 1e-30"),
        Of("tiny-eps-lost", typeof(TinyEpsLost<>), "takes an eps that is 0 in float for 0"),
        Of("nan-mean-taken-as-zero", typeof(NanMeanTakenAsZero<>), "takes a NaN among the running means for 0"),
        Of("infinite-mean-taken-as-zero", typeof(InfiniteMeanTakenAsZero<>), "takes an infinite running mean for 0"),
        Of("huge-mean-clipped", typeof(HugeMeanClipped<>), "clips running means at ±1000"),
        Of("batch-statistics-for-nan", typeof(BatchStatisticsForNan<>), "falls back to the batch's statistics where a given one is NaN"),

        // Parameters/Losses.cs
        Of("nan-gradient-taken-as-zero", typeof(NanGradientTakenAsZero<>), "takes a NaN in grad_output for 0"),
        Of("infinite-gradient-taken-as-largest", typeof(InfiniteGradientTakenAsLargest<>), "takes an infinity in grad_output for a large number"),
        Of("infinite-gradient-taken-as-zero", typeof(InfiniteGradientTakenAsZero<>), "takes an infinity in grad_output for 0"),
        Of("gradient-clipped", typeof(GradientClipped<>), "clips grad_output at ±1000"),
        Of("nothing-written-for-zero-gradient", typeof(NothingWrittenForZeroGradient<>), "leaves grad_input as it was where all of grad_output is 0"),
        Of("zero-gradients-masked", typeof(ZeroGradientsMasked<>), "writes 0 to grad_input where grad_output is 0"),
        Of("zero-gradients-not-counted", typeof(ZeroGradientsNotCounted<>), "divides by the number of gradients that are not 0"),
        Of("constant-gradient-taken-as-zero", typeof(ConstantGradientTakenAsZero<>), "hands back nothing of a constant gradient in eval too"),
        Of("grad-bias-saturates", typeof(GradBiasSaturates<>), "sums of gradients stick at ±65504"),
        Of("gradients-offset-lost", typeof(GradientsOffsetLost<>), "loses what gradients have in common"),

        // Layouts/Pitches.cs
        Of("pitch-of-rows-lost", typeof(PitchOfRowsLost<>), "takes the rows of a crop to lie one after the other"),
        Of("every-other-row-as-all-rows", typeof(EveryOtherRowAsAllRows<>), "takes every second row for rows that follow one another"),
        Of("every-other-column-as-all-columns", typeof(EveryOtherColumnAsAllColumns<>), "takes every second column for columns side by side"),
        Of("every-other-feature-as-all-features", typeof(EveryOtherFeatureAsAllFeatures<>), "takes every second feature of (N, C) for features side by side"),
        Of("pitch-of-features-lost", typeof(PitchOfFeaturesLost<>), "takes rows of (N, C) to lie one after the other"),
        Of("pitch-of-sequences-lost", typeof(PitchOfSequencesLost<>), "takes rows of (N, C, L) to lie one after the other"),
        Of("some-channels-as-all-channels", typeof(SomeChannelsAsAllChannels<>), "takes a slice of channels for all of a tensor"),
        Of("some-entries-as-all-entries", typeof(SomeEntriesAsAllEntries<>), "takes every second batch entry for entries that follow one another"),
        Of("exchanged-planes-as-rows", typeof(ExchangedPlanesAsRows<>), "reads planes stored with H and W exchanged row by row"),
        Of("channels-last-pitch-of-rows-lost", typeof(ChannelsLastPitchOfRowsLost<>), "takes a crop of channels-last memory to be dense"),
        Of("channels-last-pitch-of-channels-lost", typeof(ChannelsLastPitchOfChannelsLost<>), "takes some channels of channels-last memory for all"),

        // Layouts/Repeats.cs
        Of("pooled-gradient-of-first-entry", typeof(PooledGradientOfFirstEntry<>), "reads the first entry's planes of a pooled gradient for all"),
        Of("pooled-gradient-counted-once", typeof(PooledGradientCountedOnce<>), "sums a plane of one number as one number"),
        Of("scalar-gradient-counted-once", typeof(ScalarGradientCountedOnce<>), "sums a batch that repeats as one entry"),
        Of("repeated-gradient-taken-for-sum", typeof(RepeatedGradientTakenForSum<>), "hands back nothing of y.sum() in eval too"),
        Of("gradient-read-as-input-lies", typeof(GradientReadAsInputLies<>), "reads grad_output by the input's strides"),

        // Modules/BufferUpdates.cs
        Of("momentum-one-copies", typeof(MomentumOneCopies<>), "copies the batch's statistics at momentum 1, over a NaN too"),
        Of("momentum-zero-returns", typeof(MomentumZeroReturns<>), "leaves the statistics alone at momentum 0, for a NaN in the batch too"),
        Of("momentum-clipped", typeof(MomentumClipped<>), "clips momentum to 0..1"),
        Of("nan-statistics-healed", typeof(NanStatisticsHealed<>), "starts anew where a running statistic is NaN"),
        Of("infinite-statistics-healed", typeof(InfiniteStatisticsHealed<>), "starts anew where a running statistic is infinite"),
        Of("running-var-kept-positive", typeof(RunningVarKeptPositive<>), "keeps running variances at 0 or more"),
        Of("subnormal-statistics-flushed", typeof(SubnormalStatisticsFlushed<>), "takes subnormal running statistics for 0"),
        Of("nan-weights-healed", typeof(NanWeightsHealed<>), "takes a NaN among the weights for 0, and keeps that"),
    ];

    static PlantedDefect Of(string name, Type definition, string summary) =>
        new(name, definition, summary) { NotRecorded = "the fixtures have usual parameters, gradients and strides" };
}
