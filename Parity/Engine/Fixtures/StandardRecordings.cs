using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>What <c>parity record</c> records when it is told nothing else: edges that the TorchSharp recordings lack.</summary>
static class StandardRecordings
{
    static readonly string[] shapes =
    [
        // Two values a channel, vector widths and one either side, primes, tails.
        "bn1d/2x1", "bn1d/2x33/offset4", "bn1d/31x3/relu", "bn1d/127x2/uniform", "bn1d/1x4x2", "bn1d/2x3x7/channels",
        "bn1d/3x5x16/relu", "bn1d/2x2x255/offset4", "bn1d/5x1x13/uniform", "bn2d/1x1x1x2", "bn2d/2x7x1x1/channels",
        "bn2d/3x1x17x5/offset4", "bn2d/1x33x3x3/uniform", "bn2d/2x5x8x8/channels", "bn2d/7x2x13x1/relu", "bn2d/1x2x31x33",
        "bn2d/2x64x2x2/offset4",
    ];

    static readonly string[] options =
    [
        "bn1d/6x5/momentum=null", "bn1d/6x5/momentum=null/tracked=7/channels", "bn1d/6x5/tracked=1000", "bn1d/6x5/notrack",
        "bn1d/6x5/eval/notrack/offset4", "bn1d/1x5/eval", "bn1d/1x5x1/eval/channels", "bn1d/6x5/eval/noaffine",
        "bn2d/3x4x5x6/eps=1", "bn2d/3x4x5x6/eps=1e-12/uniform", "bn2d/3x4x5x6/eval/eps=1/relu", "bn2d/3x4x5x6/momentum=0",
        "bn2d/3x4x5x6/noaffine/notrack", "bn2d/1x3x1x1/eval/channels_last", "bn2d/3x6x4x5/channels_last/channels",
        "bn2d/2x1x4x4/channels_last/relu", "bn2d/3x6x4x5/channels_last/eval/noaffine", "bn2d/3x6x4x5/channels_last/momentum=null",
        "bn1d/4x9x5/features_last/channels", "bn1d/1x7x3/features_last/offset4", "bn1d/4x9x5/features_last/eval",
        "bn1d/2x8x8/features_last/notrack/relu", "bn2d/4x2x3x3/channels/f64", "bn2d/3x6x4x5/channels_last/channels/f64",
        "bn1d/4x9x5/features_last/offset4/f64", "bn1d/6x5/momentum=null/tracked=7/f64", "bn2d/1x33x3x3/uniform/f64",
        "bn1d/127x2/offset4/f64",
    ];

    // Sixteen bits, with parameters of their own and with float32 ones, on every path of libtorch's.
    static readonly string[] halves =
    [
        .. from types in new[] { "bf16", "bf16/f32params", "f16", "f16/f32params" }
           from shape in new[]
           {
               "bn1d/6x5", "bn1d/3x5x17/offset4", "bn1d/4x9x5/features_last", "bn2d/3x4x5x6/eval", "bn2d/2x6x8x8",
               "bn2d/3x6x4x5/channels_last", "bn2d/3x6x4x5/channels_last/eval",
           }
           select $"{shape}/{types}",
    ];

    /// <summary>The cases, each with a seed of its own.</summary>
    public static IReadOnlyList<BatchNormCase> All { get; } =
        [.. shapes.Concat(options).Concat(halves).Select((descriptor, i) => CaseDescriptor.Parse(descriptor) with { Seed = 100 + i })];
}
