using Parity.Comparison;

namespace Parity.Runs;

/// <summary>What is counted of one case's tensors: once, for all kernels that have the same, and once for the oracle's.</summary>
sealed class CaseSamples
{
    readonly Dictionary<QuantityComparison, QuantityOutcome> counted = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<(OracleTensor, double[]), ErrorSample> oracles = [];

    /// <summary>The numbers of a comparison.</summary>
    /// <param name="judged">The comparison.</param>
    /// <param name="count">Counts them.</param>
    public QuantityOutcome Of(QuantityComparison judged, Func<QuantityOutcome> count)
    {
        if (!counted.TryGetValue(judged, out QuantityOutcome? outcome))
            counted.Add(judged, outcome = count());
        return outcome;
    }

    /// <summary>The oracle's errors in a quantity.</summary>
    /// <param name="oracle">The oracle's values.</param>
    /// <param name="bound">Its largest error that is explained.</param>
    /// <param name="column">Conditioning of the channel that a row-major position belongs to.</param>
    public ErrorSample Of(OracleTensor oracle, double[] bound, Func<int, int> column)
    {
        if (!oracles.TryGetValue((oracle, bound), out ErrorSample? sample))
            oracles.Add((oracle, bound), sample = ErrorSample.Of(oracle.Values, oracle.Exact, oracle.ExactPlaces, bound, column));
        return sample;
    }
}
