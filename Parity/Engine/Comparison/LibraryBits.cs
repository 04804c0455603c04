using Parity.Cases;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>What is known of an oracle's arithmetic: it holds answers against it, bit by bit, and judges by it.</summary>
/// <param name="oracle">Who is asked.</param>
sealed class LibraryBits(IOracle oracle)
{
    readonly LibtorchBatchNorm? arithmetic = oracle is IKnownOracle known ? new(known.Conditions) : null;

    /// <summary>On what the bits depend; null where no arithmetic of the oracle is known.</summary>
    public string? Conditions { get; } = oracle switch
    {
        IKnownOracle live => live.Conditions.ToString(),
        EmulatedOracle emulated => emulated.Conditions.ToString(),
        RecordedOracle recorded => recorded.Conditions,
        _ => null,
    };

    /// <summary>The first way on which the library left its known arithmetic when it was asked a few cases; null where it follows it here.</summary>
    public string? Departure { get; } = (oracle as IKnownOracle)?.Departure;

    /// <summary>Whether the answers are the known arithmetic themselves.</summary>
    public bool Emulates => oracle is EmulatedOracle;

    /// <summary>Whether another bit than the known one is a fault of the oracle.</summary>
    /// <param name="trial">What it was asked.</param>
    public bool Follows(Trial trial) => oracle is RecordedOracle recorded ? recorded.ConditionsOf(trial) is not null : arithmetic is not null && Departure is null;

    /// <summary>What is exactly true of a trial, and how far the oracle may be from it.</summary>
    public TrialTruth TruthOf(Trial trial) => new(trial, oracleThreads: oracle.Threads);

    /// <summary>What the known arithmetic answers to a trial; null where none is known.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="answer">What the oracle answered.</param>
    public KnownAnswer? Known(Trial trial, BatchNormResult answer) => oracle switch
    {
        _ when answer.Error is not null => arithmetic is null ? null : new(arithmetic.Run(trial), KnownUse.None),
        IKnownOracle live => new(arithmetic!.Run(trial), Departure is null ? KnownUse.WhereUnbounded : KnownUse.None)
        {
            RootUnknown = !live.Conditions.Root.IsTheLibrarys && LibtorchPath.TakesTensorRoot(trial.Case),
        },
        EmulatedOracle => new(answer, KnownUse.WhereUnbounded) { RootUnknown = LibtorchPath.TakesTensorRoot(trial.Case) },
        RecordedOracle recorded when recorded.ConditionsOf(trial) is { } conditions =>
            new(new LibtorchBatchNorm(conditions).Run(trial), KnownUse.Everywhere) { RootUnknown = LibtorchPath.TakesTensorRoot(trial.Case) },
        RecordedOracle => new(new LibtorchBatchNorm(LibtorchConditions.Default).Run(trial), KnownUse.Measure),
        _ => null,
    };

    /// <summary>Every tensor of an answer beside what the arithmetic gives; null where it is not known, or is the answer itself.</summary>
    public IReadOnlyList<ArithmeticCheck>? Compare(Trial trial, BatchNormResult answer, KnownAnswer? known)
    {
        if (known is null || Emulates || known.Use == KnownUse.Measure)
            return null;
        BatchNormResult expected = known.Answer;
        if (answer.Error is not null || expected.Error is not null)
            return answer.Error == expected.Error ? []
                : [new("module", Quantity.Output, answer.Error?.Message ?? "no error", expected.Error?.Message ?? "no error")];
        return
        [
            .. QuantityNames.All.Where(quantity => (answer[quantity] is not null || expected[quantity] is not null) && known.Has(quantity)).Select(quantity =>
            {
                var difference = TensorBits.Difference(quantity.TorchName(), answer[quantity], expected[quantity]);
                return new ArithmeticCheck(LibtorchPath.Words(trial.Case, quantity), quantity, difference?.One, difference?.Other);
            }),
        ];
    }
}

/// <summary>One tensor of the library beside what its known arithmetic gives.</summary>
/// <param name="Way">The library's way to it: <c>planes</c>, <c>rows</c>, <c>other strides</c>, or what else made it.</param>
/// <param name="Quantity">What it is.</param>
/// <param name="Library">What the library has where the two first differ; null where they are the same to the bit.</param>
/// <param name="Expected">What the arithmetic gives there.</param>
sealed record ArithmeticCheck(string Way, Quantity Quantity, string? Library = null, string? Expected = null)
{
    /// <summary>Whether every bit is the same.</summary>
    public bool Same => Library is null;
}
