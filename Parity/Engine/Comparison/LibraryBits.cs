using Parity.Cases;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>Holds a library's answers against its known arithmetic, bit by bit.</summary>
public sealed class LibraryBits
{
    // Every way through a batch, in every type: a few hundred elements that say whether this machine follows the arithmetic.
    static readonly string[] ways =
    [
        "bn1d/5x3x19", "bn1d/7x5", "bn2d/3x5x4x3/channels_last", "bn1d/5x4x9/permuted", "bn1d/6x5x3/sliced/grad=contiguous",
        "bn1d/5x3x19/eval", "bn1d/7x5/eval", "bn1d/5x4x9/permuted/eval",
    ];

    static readonly string[] types = ["", "/f64", "/bf16", "/bf16/f32params", "/f16", "/f16/f32params"];

    readonly LibtorchBatchNorm arithmetic;

    /// <summary>Asks the library a few cases.</summary>
    /// <exception cref="OracleFailureException">The library gave no answer.</exception>
    public LibraryBits(IKnownOracle oracle)
    {
        arithmetic = new(oracle.Conditions);
        Conditions = oracle.Conditions.ToString();
        Departure = ways.SelectMany(way => types, (way, type) => CaseData.Generate(CaseDescriptor.Parse(way + type)))
            .Where(trial => oracle.WhyNot(trial.Case) is null)
            .SelectMany(trial => Compare(trial, oracle.Run(trial)))
            .FirstOrDefault(tensor => !tensor.Same)?.Way;
    }

    /// <summary>On what the bits depend.</summary>
    public string Conditions { get; }

    /// <summary>The first way on which the library left its known arithmetic when it was asked a few cases; null where it follows it here.</summary>
    public string? Departure { get; }

    /// <summary>Every tensor of an answer beside what the arithmetic gives.</summary>
    public IReadOnlyList<ArithmeticCheck> Compare(Trial trial, BatchNormResult answer)
    {
        BatchNormResult expected = arithmetic.Run(trial);
        if (answer.Error is not null || expected.Error is not null)
            return answer.Error == expected.Error ? []
                : [new("module", Quantity.Output, answer.Error?.Message ?? "no error", expected.Error?.Message ?? "no error")];
        return
        [
            .. QuantityNames.All.Where(quantity => answer[quantity] is not null || expected[quantity] is not null).Select(quantity =>
            {
                var difference = TensorBits.Difference(quantity.TorchName(), answer[quantity], expected[quantity]);
                return new ArithmeticCheck(Way(trial.Case, quantity), quantity, difference?.One, difference?.Other);
            }),
        ];
    }

    static string Way(BatchNormCase c, Quantity quantity) => quantity switch
    {
        _ when c.IsEmpty || quantity == Quantity.NumBatchesTracked => "module",
        Quantity.BatchMean => "torch.mean",
        Quantity.BatchVar => "torch.var",
        Quantity.GradInput or Quantity.GradWeight or Quantity.GradBias => Word(LibtorchPath.OfBackward(c)),
        _ => Word(LibtorchPath.OfForward(c)),
    };

    static string Word(LibtorchWay way) => way switch
    {
        LibtorchWay.Planes => "planes",
        LibtorchWay.Rows => "rows",
        _ => "other strides",
    };
}

/// <summary>One tensor of the library beside what its known arithmetic gives.</summary>
/// <param name="Way">The library's way to it: <c>planes</c>, <c>rows</c>, <c>other strides</c>, or what else made it.</param>
/// <param name="Quantity">What it is.</param>
/// <param name="Library">What the library has where the two first differ; null where they are the same to the bit.</param>
/// <param name="Expected">What the arithmetic gives there.</param>
public sealed record ArithmeticCheck(string Way, Quantity Quantity, string? Library = null, string? Expected = null)
{
    /// <summary>Whether every bit is the same.</summary>
    public bool Same => Library is null;
}
