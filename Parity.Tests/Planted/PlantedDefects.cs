using Parity.Tests.Planted.Eval;
using Parity.Tests.Planted.Gradients;
using Parity.Tests.Planted.Memory;
using Parity.Tests.Planted.Modules;
using Parity.Tests.Planted.Outputs;
using Parity.Tests.Planted.Roots;
using Parity.Tests.Planted.Statistics;

namespace Parity.Tests.Planted;

/// <summary>The mistakes one really makes, each planted in a real kernel or module: the checks must see every one.</summary>
public static class PlantedDefects
{
    const string nan = "NaN among the data";
    const string infinity = "∞ among the data";
    const string subnormal = "subnormal numbers among the data";

    /// <summary>Every defect, by what it gets wrong.</summary>
    public static IReadOnlyList<PlantedDefect> All { get; } =
    [
        // Statistics/Divisors.cs
        new("unbiased-variance-in-output", typeof(UnbiasedVarianceInOutput<>), "normalises by the unbiased variance"),
        new("mean-divided-by-batch", typeof(MeanDividedByBatch<>), "divides the sum by N instead of N·H·W"),
        new("variance-divided-by-plane", typeof(VarianceDividedByPlane<>), "divides the squares by H·W instead of N·H·W"),
        new("variance-not-centred", typeof(VarianceNotCentred<>), "takes E[x²] for the variance"),
        new("std-in-place-of-variance", typeof(StdInPlaceOfVariance<>), "hands on the deviation as the variance"),
        new("eps-in-saved-variance", typeof(EpsInSavedVariance<>), "adds an eps to the variance that is saved, and so twice under the root"),
        new("variance-clamped", typeof(VarianceClamped<>), "keeps the variance above 1e-6"),

        // Statistics/Axes.cs
        new("statistics-of-batch-zero", typeof(StatisticsOfBatchZero<>), "statistics of the first sample only, as instance normalisation has them"),
        new("statistics-of-everything", typeof(StatisticsOfEverything<>), "statistics over all dimensions, the same for every channel"),
        new("statistics-of-first-row", typeof(StatisticsOfFirstRow<>), "reduces N and W, and forgets H"),
        new("statistics-of-first-position", typeof(StatisticsOfFirstPosition<>), "reduces the batch only, not the plane"),
        new("variance-of-first-channel", typeof(VarianceOfFirstChannel<>), "every channel is divided by the first one's deviation"),
        new("mean-of-previous-channel", typeof(MeanOfPreviousChannel<>), "the mean of one channel too early"),

        // Statistics/Tails.cs
        new("last-odd-element-skipped", typeof(LastOddElementSkipped<>), "sums pairs, and forgets the last element of an odd number"),
        new("tail-skipped", typeof(TailSkipped<>), "sums whole vectors of eight, and forgets the rest"),
        new("tail-summed-twice", typeof(TailSummedTwice<>), "sums the tail as one whole vector that overlaps the one before"),
        new("tail-read-past", typeof(TailReadPast<>), "sums a vector beyond the end: the next channel's first values"),
        new("vector-loop-one-short", typeof(VectorLoopOneShort<>), "ends the loop at i < n - 8, and has no tail where n is a multiple of eight"),
        new("lane-stale", typeof(LaneStale<>), "the fourth of eight lanes keeps its sum of one vector less"),
        new("seven-lanes-added", typeof(SevenLanesAdded<>), "adds up seven of eight lanes at the end"),

        // Statistics/Chunks.cs
        new("lost-update", typeof(LostUpdate<>), "two threads add to one accumulator: from 64 values on, one part of four is lost"),
        new("chunks-merged-without-shift", typeof(ChunksMergedWithoutShift<>), "merges the halves' squares, and leaves out how far apart their means are"),
        new("chunk-means-unweighted", typeof(ChunkMeansUnweighted<>), "averages the means of chunks of 16, the shorter last one like the others"),
        new("block-start-skipped", typeof(BlockStartSkipped<>), "starts each block of 1,024 one element late"),

        // Statistics/Roundings.cs
        new("sums-in-float", typeof(SumsInFloat<>), "float accumulators"),
        new("sums-in-float-float32", typeof(SumsInFloat<>), "the same, in a kernel over float only")
        {
            Float32Only = true,
        },
        new("one-pass-in-float", typeof(OnePassInFloat<>), "E[x²] - E[x]² in float"),
        new("one-pass-in-float-float32", typeof(OnePassInFloat<>), "the same, in a kernel over float only") { Float32Only = true },
        new("one-pass-in-double", typeof(OnePassInDouble<>), "E[x²] - E[x]² in double"),
        new("mean-in-float", typeof(MeanInFloat<>), "the mean is rounded to float before it is subtracted"),
        new("variance-in-float", typeof(VarianceInFloat<>), "the variance is rounded to float"),
        new("input-through-half", typeof(InputThroughHalf<>), "the batch is summed in half precision's numbers"),

        // Statistics/SpecialValues.cs
        new("nan-skipped-in-sums", typeof(NanSkippedInSums<>), "leaves NaN out of the statistics")
        {
            NotRecorded = nan,
        },
        new("infinity-clipped-in-sums", typeof(InfinityClippedInSums<>), "sums ∞ as the largest float")
        {
            NotRecorded = infinity,
        },
        new("input-flushed-to-zero", typeof(InputFlushedToZero<>), "sums subnormal values as zero")
        {
            NotRecorded = subnormal,
        },

        // Statistics/SavedStatistics.cs
        new("saved-statistics-stale", typeof(SavedStatisticsStale<>), "normalises by the batch, and leaves the saved statistics as they were"),
        new("inverse-std-saved-as-variance", typeof(InverseStdSavedAsVariance<>), "saves 1 / sqrt(var + eps) where the variance belongs"),
        new("saved-statistics-shifted", typeof(SavedStatisticsShifted<>), "saves the statistics of the last channel one place too early"),
        new("saved-variance-unbiased", typeof(SavedVarianceUnbiased<>), "normalises by the biased variance, and saves the unbiased one"),

        // Roots/EpsDefects.cs
        new("eps-outside-root", typeof(EpsOutsideRoot<>), "adds eps to the deviation, not to the variance"),
        new("eps-twice", typeof(EpsTwice<>), "adds eps twice"),
        new("eps-squared", typeof(EpsSquared<>), "adds eps², as if it belonged to the deviation"),
        new("eps-from-float", typeof(EpsFromFloat<>), "rounds eps to float on its way"),
        new("eps-fixed", typeof(EpsFixed<>), "uses torch's default, whatever the module's eps is"),
        new("eps-missing", typeof(EpsMissing<>), "leaves eps out"),
        new("eps-as-floor", typeof(EpsAsFloor<>), "uses eps as a floor of the variance"),

        // Roots/RootDefects.cs
        new("root-missing", typeof(RootMissing<>), "divides by the variance instead of its root"),
        new("root-in-float", typeof(RootInFloat<>), "takes the root in float"),
        new("root-estimated", typeof(RootEstimated<>), "a 12-bit reciprocal square root and one Newton step"),
        new("root-estimated-float32", typeof(RootEstimated<>), "the same, in a kernel over float only")
        {
            Float32Only = true,
        },

        // Roots/BackwardRoot.cs
        new("eps-missing-in-backward", typeof(EpsMissingInBackward<>), "right in forward; backward leaves eps out"),
        new("unbiased-variance-in-backward", typeof(UnbiasedVarianceInBackward<>), "right in forward; backward takes the unbiased variance"),

        // Eval/EvalDefects.cs
        new("eps-missing-in-eval", typeof(EpsMissingInEval<>), "leaves eps out in eval"),
        new("variance-taken-as-std-in-eval", typeof(VarianceTakenAsStdInEval<>), "takes the running variance for a deviation in eval"),
        new("mean-ignored-in-eval", typeof(MeanIgnoredInEval<>), "does not subtract the running mean in eval"),
        new("batch-statistics-in-eval", typeof(BatchStatisticsInEval<>), "normalises by the batch's own statistics in eval too"),
        new("affine-ignored-in-eval", typeof(AffineIgnoredInEval<>), "leaves weight and bias out in eval"),
        new("one-value-refused-in-eval", typeof(OneValueRefusedInEval<>), "asks for two values of each channel in eval too"),

        // Outputs/Affine.cs
        new("weight-ignored", typeof(WeightIgnored<>), "leaves the weight out"),
        new("bias-ignored", typeof(BiasIgnored<>), "leaves the bias out"),
        new("weight-and-bias-ignored", typeof(WeightAndBiasIgnored<>), "leaves weight and bias out"),
        new("weight-and-bias-swapped", typeof(WeightAndBiasSwapped<>), "takes the bias for the weight and the other way round"),
        new("bias-subtracted", typeof(BiasSubtracted<>), "subtracts the bias"),
        new("bias-scaled", typeof(BiasScaled<>), "adds the bias before it multiplies by the weight"),
        new("weight-twice", typeof(WeightTwice<>), "multiplies by the weight twice"),
        new("weight-of-first-channel", typeof(WeightOfFirstChannel<>), "takes the first channel's weight for all"),
        new("weight-of-next-channel", typeof(WeightOfNextChannel<>), "takes the next channel's weight"),
        new("bias-of-previous-channel", typeof(BiasOfPreviousChannel<>), "takes the previous channel's bias"),
        new("weight-absolute", typeof(WeightAbsolute<>), "takes the weight's magnitude"),
        new("weight-through-bfloat16", typeof(WeightThroughBfloat16<>), "holds the weight in bfloat16"),

        // Outputs/Values.cs
        new("output-through-bfloat16", typeof(OutputThroughBfloat16<>), "stores the output in bfloat16 on its way"),
        new("output-through-half", typeof(OutputThroughHalf<>), "stores the output in half precision on its way"),
        new("output-through-float", typeof(OutputThroughFloat<>), "computes the output in float"),
        new("output-clipped", typeof(OutputClipped<>), "leaves a ReLU fused in"),
        new("output-bounded", typeof(OutputBounded<>), "clamps to ±3, as a quantised kernel would"),
        new("nan-in-output-zeroed", typeof(NanInOutputZeroed<>), "writes 0 where the value is NaN")
        {
            NotRecorded = nan,
        },
        new("infinity-in-output-clipped", typeof(InfinityInOutputClipped<>), "writes the largest float where the value is ∞")
        {
            NotRecorded = infinity,
        },
        new("output-flushed-to-zero", typeof(OutputFlushedToZero<>), "writes 0 where the value is subnormal")
        {
            NotRecorded = subnormal,
        },

        // Outputs/Places.cs
        new("last-channel-unwritten", typeof(LastChannelUnwritten<>), "ends the loop over channels one early; the memory keeps what it held"),
        new("last-channel-copied", typeof(LastChannelCopied<>), "hands the last channel through"),
        new("last-element-unwritten", typeof(LastElementUnwritten<>), "never writes the very last element; the memory held a zero"),
        new("odd-element-copied", typeof(OddElementCopied<>), "works in pairs, and hands the last element of an odd number through"),
        new("tail-copied", typeof(TailCopied<>), "works in whole vectors of eight, and hands the rest through"),
        new("lane-of-previous-vector", typeof(LaneOfPreviousVector<>), "the sixth of eight lanes is that of the vector before"),
        new("lanes-reversed", typeof(LanesReversed<>), "reverses the lanes of the last whole vector, as a wrong shuffle does"),
        new("batch-zero-repeated", typeof(BatchZeroRepeated<>), "writes the first sample's result for every sample"),
        new("plane-transposed", typeof(PlaneTransposed<>), "writes each plane by columns where rows are meant"),
        new("output-accumulated", typeof(OutputAccumulated<>), "adds to the output where it should write, and so the second of two passes doubles it"),
        new("last-sample-twice", typeof(LastSampleTwice<>), "normalises the last sample's first plane twice"),
        new("one-ulp-in-ten-thousand", typeof(OneUlpInTenThousand<>), "one element in ten thousand is one ULP too far from zero"),

        // Memory/StrideDefects.cs
        new("channels-last-as-contiguous", typeof(ChannelsLastAsContiguous<>), "reads and writes channels-last memory as if it were row-major"),
        new("features-last-as-contiguous", typeof(FeaturesLastAsContiguous<>), "reads and writes features-last memory as if it were row-major"),
        new("output-always-contiguous", typeof(OutputAlwaysContiguous<>), "reads by strides, and writes row-major whatever the output is"),
        new("batch-stride-zero", typeof(BatchStrideZero<>), "reads the first sample for every sample"),
        new("channel-stride-zero", typeof(ChannelStrideZero<>), "reads the first channel for every channel"),
        new("expanded-grad-output-as-dense", typeof(ExpandedGradOutputAsDense<>), "reads an expanded grad_output as if it were row-major")
        {
            NotRecorded = "no expanded grad_output among the fixtures",
        },

        // Memory/Overwrites.cs
        new("input-modified", typeof(InputModified<>), "centres the batch in place before it normalises: the caller's input is no longer what it was"),
        new("grad-output-modified", typeof(GradOutputModified<>), "scales grad_output in place, after the gradients are right"),
        new("weight-modified", typeof(WeightModified<>), "multiplies the weight by invstd in place, to save a multiplication later"),
        new("bias-modified", typeof(BiasModified<>), "subtracts mean · invstd from the bias in place"),
        new("weight-modified-in-backward", typeof(WeightModifiedInBackward<>), "scales the weight in place, after the gradients are right"),
        new("given-statistics-modified", typeof(GivenStatisticsModified<>), "turns the running variances that it is given into factors in place"),
        new("saved-statistics-modified", typeof(SavedStatisticsModified<>), "turns the saved variances into factors in place, after the gradients are right"),

        // Gradients/GradInputTerms.cs
        new("mean-term-missing", typeof(MeanTermMissing<>), "leaves out the path through the mean"),
        new("centred-term-missing", typeof(CentredTermMissing<>), "leaves out the path through the variance"),
        new("centred-term-added", typeof(CentredTermAdded<>), "adds the path through the variance where it is subtracted"),
        new("grad-input-as-in-eval", typeof(GradInputAsInEval<>), "scales the gradient as if the statistics were given"),
        new("grad-input-as-in-training", typeof(GradInputAsInTraining<>), "derives through the statistics where they are given"),
        new("grad-input-without-weight", typeof(GradInputWithoutWeight<>), "leaves the weight out of grad_input"),
        new("grad-input-with-weight-twice", typeof(GradInputWithWeightTwice<>), "multiplies grad_input by the weight twice"),
        new("grad-input-without-inverse-std", typeof(GradInputWithoutInverseStd<>), "leaves the deviation out of grad_input"),
        new("grad-input-divided-by-count-less-one", typeof(GradInputDividedByCountLessOne<>), "divides the reductions by count - 1"),
        new("grad-input-not-centred", typeof(GradInputNotCentred<>), "takes x for x - mean in the path through the variance"),

        // Gradients/GradInputPlaces.cs
        new("grad-of-wrong-sample", typeof(GradOfWrongSample<>), "reads grad_output one element late"),
        new("last-grad-input-zero", typeof(LastGradInputZero<>), "never writes the last element of grad_input"),
        new("grad-output-taken-as-ones", typeof(GradOutputTakenAsOnes<>), "derives the sum of the output, whatever grad_output is"),
        new("grad-input-through-bfloat16", typeof(GradInputThroughBfloat16<>), "stores grad_input in bfloat16 on its way"),
        new("grad-input-through-float", typeof(GradInputThroughFloat<>), "computes grad_input in float"),
        new("grad-input-flushed-to-zero", typeof(GradInputFlushedToZero<>), "writes 0 where grad_input is subnormal")
        {
            NotRecorded = subnormal,
        },

        // Gradients/GradParameters.cs
        new("grad-weight-without-inverse-std", typeof(GradWeightWithoutInverseStd<>), "grad_weight = sum(dy · (x - mean)), the deviation left out"),
        new("grad-weight-not-centred", typeof(GradWeightNotCentred<>), "grad_weight = sum(dy · x) · invstd, the mean left in"),
        new("grad-weight-averaged", typeof(GradWeightAveraged<>), "divides grad_weight by the count"),
        new("grad-weight-times-weight", typeof(GradWeightTimesWeight<>), "multiplies grad_weight by the weight"),
        new("grad-weight-tail-skipped", typeof(GradWeightTailSkipped<>), "sums whole vectors of eight of grad_weight, and forgets the rest"),
        new("grad-weight-in-float", typeof(GradWeightInFloat<>), "sums grad_weight in float"),
        new("grad-weight-in-float-float32", typeof(GradWeightInFloat<>), "the same, in a kernel over float only")
        {
            Float32Only = true,
        },
        new("grad-bias-averaged", typeof(GradBiasAveraged<>), "divides grad_bias by the count"),
        new("grad-bias-from-grad-input", typeof(GradBiasFromGradInput<>), "sums grad_input where grad_output is meant"),
        new("grad-bias-in-float", typeof(GradBiasInFloat<>), "sums grad_bias in float"),
        new("grad-bias-in-float-float32", typeof(GradBiasInFloat<>), "the same, in a kernel over float only")
        {
            Float32Only = true,
        },
        new("grad-bias-last-odd-skipped", typeof(GradBiasLastOddSkipped<>), "sums pairs of grad_output, and forgets the last of an odd number"),
        new("grad-bias-lost-update", typeof(GradBiasLostUpdate<>), "two threads add to one accumulator: from 64 values on, one part of four is lost"),
        new("grad-parameters-swapped", typeof(GradParametersSwapped<>), "hands out grad_bias as grad_weight and the other way round"),
        new("last-grad-weight-unwritten", typeof(LastGradWeightUnwritten<>), "ends the loop over channels one early in grad_weight"),

        // Modules/RunningStatistics.cs
        new("momentum-swapped", typeof(MomentumSwapped<>), "keeps a share momentum of the old statistics, not of the new ones"),
        new("momentum-fixed", typeof(MomentumFixed<>), "uses torch's default, whatever the module's momentum is"),
        new("momentum-zero-taken-as-null", typeof(MomentumZeroTakenAsNull<>), "takes a momentum of 0 for none, and averages"),
        new("momentum-null-taken-as-default", typeof(MomentumNullTakenAsDefault<>), "takes a momentum of null for torch's default"),
        new("cumulative-average-off-by-one", typeof(CumulativeAverageOffByOne<>), "the cumulative average counts the batch twice"),
        new("running-var-biased", typeof(RunningVarBiased<>), "running_var takes the biased variance"),
        new("running-var-unbiased-twice", typeof(RunningVarUnbiasedTwice<>), "running_var takes count / (count - 2), as if the variance were unbiased twice"),
        new("running-mean-forgotten", typeof(RunningMeanForgotten<>), "updates running_var only"),
        new("last-running-var-forgotten", typeof(LastRunningVarForgotten<>), "updates every channel but the last"),
        new("running-var-of-std", typeof(RunningVarOfStd<>), "blends the deviation into running_var"),
        new("running-statistics-in-float", typeof(RunningStatisticsInFloat<>), "blends the running statistics in float"),

        // Modules/Counters.cs
        new("counter-stuck", typeof(CounterStuck<>), "does not count the batch"),
        new("counter-runs-in-eval", typeof(CounterRunsInEval<>), "counts batches in eval too"),
        new("counter-twice", typeof(CounterTwice<>), "counts each batch twice"),
        new("counter-of-samples", typeof(CounterOfSamples<>), "counts samples, not batches"),
        new("counter-saturates", typeof(CounterSaturates<>), "sticks at 256, as a counter held in bfloat16 does"),

        // Modules/Modes.cs
        new("running-statistics-follow-eval", typeof(RunningStatisticsFollowEval<>), "updates the running statistics in eval too"),
        new("running-statistics-in-training", typeof(RunningStatisticsInTraining<>), "updates the running statistics first, and normalises a training batch by them"),
        new("modes-swapped", typeof(ModesSwapped<>), "takes what belongs to training for what belongs to eval"),
        new("untracked-eval-not-normalised", typeof(UntrackedEvalNotNormalised<>), "without running statistics, eval normalises by mean 0 and variance 1"),
        new("tracking-always-on", typeof(TrackingAlwaysOn<>), "keeps running statistics although it was told not to"),
        new("affine-always-on", typeof(AffineAlwaysOn<>), "starts from weight 1 and bias 0 although it was told to have neither, and so learns them"),
        new("one-sample-refused", typeof(OneSampleRefused<>), "refuses a batch of one sample, though it has many values of each channel"),

        .. UnusualDefects.All,
        .. CallDefects.All,
    ];

    /// <summary>The defect of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static PlantedDefect Named(string name) => All.Single(defect => defect.Name == name);
}
