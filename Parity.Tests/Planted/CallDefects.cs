using Parity.Tests.Planted.Calls;

namespace Parity.Tests.Planted;

/// <summary>Mistakes that show only with several threads, in the ways of large batches, or in memory that was used before.</summary>
static class CallDefects
{
    /// <summary>Every one, by what it gets wrong.</summary>
    public static IReadOnlyList<PlantedDefect> All { get; } =
    [
        // Calls/Shares.cs
        Of("rest-of-shares-lost", typeof(RestOfSharesLost<>), "gives each thread n / threads values, and nobody the rest"),
        Of("means-of-shares-unweighted", typeof(MeansOfSharesUnweighted<>), "averages the means of the threads' shares, whatever their lengths"),
        Of("shares-merged-without-shift", typeof(SharesMergedWithoutShift<>), "merges the threads' squares, and leaves out how far apart their means are"),
        Of("sums-of-shares-in-float", typeof(SumsOfSharesInFloat<>), "adds the threads' sums up in float"),
        Of("last-channels-of-no-thread", typeof(LastChannelsOfNoThread<>), "gives each thread C / threads channels, and nobody the last ones"),
        Of("shares-overlap", typeof(SharesOverlap<>), "two threads count the value where their shares meet"),
        Of("gradients-of-one-share", typeof(GradientsOfOneShare<>), "only the calling thread's share reaches the weight's gradient"),
        Of("second-thread-first-channel", typeof(SecondThreadFirstChannel<>), "with threads, the second channel gets the first one's given mean"),

        // Calls/LargeWays.cs
        Of("values-counted-in-sixteen-bits", typeof(ValuesCountedInSixteenBits<>), "counts a channel's values in sixteen bits"),
        Of("last-block-forgotten", typeof(LastBlockForgotten<>), "sums the first 65,536 values of a channel"),
        Of("table-of-channels-begins-anew", typeof(TableOfChannelsBeginsAnew<>), "mixes up channels that are 4,096 apart"),
        Of("given-table-begins-anew", typeof(GivenTableBeginsAnew<>), "takes the given means of channels that are 4,096 apart for one another"),
        Of("large-gradients-summed-in-float", typeof(LargeGradientsSummedInFloat<>), "sums more than 65,536 gradients in float"),
        Of("streamed-tail-unwritten", typeof(StreamedTailUnwritten<>), "past the caches, stores whole vectors of eight only"),
        Of("streamed-without-bias", typeof(StreamedWithoutBias<>), "past the caches, forgets the bias in eval"),
        Of("streamed-gradient-without-statistics", typeof(StreamedGradientWithoutStatistics<>), "past the caches, takes the statistics for given in backward"),
        Of("second-half-begins-late", typeof(SecondHalfBeginsLate<>), "past the caches, skips the value in the middle"),

        // Calls/Leftovers.cs
        Of("statistics-kept-by-address", typeof(StatisticsKeptByAddress<>), "keeps a batch's statistics by its address"),
        Of("given-statistics-kept", typeof(GivenStatisticsKept<>), "keeps the given means of its first call"),
        Of("weight-kept", typeof(WeightKept<>), "keeps the weight of its first call"),
        Of("output-added-to", typeof(OutputAddedTo<>), "adds to the output that it finds"),
        Of("grad-input-left-where-written", typeof(GradInputLeftWhereWritten<>), "leaves what is written of grad_input as it is"),
        Of("scratch-not-cleared", typeof(ScratchNotCleared<>), "does not clear the sums of gradients between calls"),
        Of("sums-not-cleared", typeof(SumsNotCleared<>), "begins the sums of a batch with those of the last one"),
        Of("saved-mean-kept", typeof(SavedMeanKept<>), "takes the first batch's mean in every backward"),
    ];

    static PlantedDefect Of(string name, Type definition, string summary) =>
        new(name, definition, summary) { NotRecorded = "fixtures are small, and asked once, on one thread" };
}
