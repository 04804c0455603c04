using Parity.Cases;
using Parity.Tensors;

namespace Parity.Oracles;

/// <summary>An oracle that can be asked for an answer a second time, before that answer fails somebody.</summary>
/// <remarks>
/// What a library answers once and not twice is none of its meaning: TorchSharp itself hands libtorch numbers that the
/// collector may free during the call. Several threads may ask at once; they take turns. Who opened the oracle disposes it.
/// </remarks>
/// <param name="oracle">Who is asked.</param>
sealed class SteadyOracle(IOracle oracle)
{
    readonly Lock turn = new();

    /// <summary>What the oracle itself says.</summary>
    public string? WhyNot(BatchNormCase c) => oracle.WhyNot(c);

    /// <summary>What the oracle itself answers.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    public BatchNormResult Run(Trial trial)
    {
        lock (turn)
            return oracle.Run(trial);
    }

    /// <summary>Asks the same again: the answer that two calls agree on, and what the oracle said beside it.</summary>
    /// <param name="trial">What was asked.</param>
    /// <param name="first">What it answered. A recording is what it is, and is not asked for again.</param>
    /// <exception cref="OracleFailureException">No two calls agree, or the oracle itself failed.</exception>
    public SteadyAnswer<BatchNormResult> Confirm(Trial trial, BatchNormResult first) =>
        oracle.Live ? SteadyAnswer.Of(first, () => Run(trial), Difference) : new(first, null);

    static (string One, string Other)? Difference(BatchNormResult one, BatchNormResult other)
    {
        if (one.Error is not null || other.Error is not null)
            return one.Error == other.Error ? null : (Of(one.Error), Of(other.Error));
        return QuantityNames.All.Select(quantity => TensorBits.Difference(quantity.TorchName(), one[quantity], other[quantity]))
            .FirstOrDefault(difference => difference is not null);
    }

    static string Of(LibraryError? error) => error is null ? "no error" : $"{error.Type}: {error.Message}";
}
