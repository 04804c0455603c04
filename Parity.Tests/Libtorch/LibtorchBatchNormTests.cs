using Parity.Cases;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;
using Parity.Tests.Oracles;

namespace Parity.Tests.Libtorch;

/// <summary>The emulation against the library itself: every bit of every quantity.</summary>
public sealed class LibtorchBatchNormTests
{
    static readonly string[] types = ["", "/f64", "/bf16", "/bf16/f32params", "/f16", "/f16/f32params"];

    // Each near a length at which the library changes its way: lanes, whole blocks, channels and rows per thread.
    static readonly string[] shapes =
    [
        "bn1d/1x17", "bn1d/2x16", "bn1d/2x17", "bn1d/3x2048", "bn1d/3x2049", "bn1d/5x33", "bn1d/2x3/expanded", "bn1d/9x31/sliced",
        "bn1d/3x5x3", "bn1d/3x5x4", "bn1d/3x5x7", "bn1d/3x5x8", "bn1d/3x5x9", "bn1d/2x3x15", "bn1d/2x3x33", "bn1d/2x1x9",
        "bn1d/3x5x7/features_last", "bn1d/3x17x5/permuted", "bn1d/4x6x5/sliced", "bn1d/4x6x5/expanded", "bn1d/4x6x1/sliced",
        "bn2d/4x5x3x2/channels_last", "bn2d/4x5x3x2/permuted", "bn2d/4x5x3x2/sliced/grad=permuted", "bn2d/4x5x3x2/grad=channels_last",
        "bn2d/1x4x5x1/permuted/grad=sliced", "bn2d/3x33x4x4/sliced", "bn2d/70x33x2x1/permuted", "bn2d/2x1x20x20/expanded",
    ];

    // From 32,768 elements on a sum is shared out: among ranges of one channel, or among channels by 128 bytes.
    static readonly string[] shared =
    [
        "bn1d/33000x1/sliced", "bn1d/33000x1", "bn1d/2x1x20000/permuted", "bn1d/600x65/permuted", "bn1d/600x65/sliced",
        "bn2d/5x1x70x111/sliced", "bn2d/3x33x20x20/channels_last", "bn2d/3x33x20x20/permuted", "bn1d/3x40", "bn1d/2x3x9",
    ];

    public static TheoryData<string> Directed =>
        [.. shapes.SelectMany(shape => types, (shape, type) => shape + type), .. shapes.SelectMany(shape => types, (shape, type) => shape + type + "/eval")];

    public static TheoryData<int, string> Shared
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (string descriptor in shared.SelectMany(shape => types, (shape, type) => shape + type))
            {
                cases.Add(2, descriptor);
                cases.Add(3, descriptor);
            }

            return cases;
        }
    }

    [FollowingFact]
    public void Generated_cases_are_the_librarys_to_the_bit()
    {
        string[] differing = LiveOracle.Use(
            oracle => CaseData.Trials(Settings.Seed, 2000, oracle.WhyNot).SelectMany(trial => Differing(oracle, trial, 1)).Take(5).ToArray(),
            "torchsharp");
        Assert.Empty(differing);
    }

    [FollowingTheory, MemberData(nameof(Directed))]
    public void Directed_cases_are_the_librarys_to_the_bit(string descriptor) =>
        Assert.Empty(LiveOracle.Use(oracle => Differing(oracle, TrialOf(descriptor), 1), "torchsharp"));

    [FollowingTheory, MemberData(nameof(Shared))]
    public void With_several_threads_too(int threads, string descriptor)
    {
        using var oracle = new TorchSharpOracle(threads);
        Assert.Empty(Differing(oracle, TrialOf(descriptor), threads));
    }

    // 2²⁴ swallows ones that are added to it in float32: three with one thread, one with two, none where there are
    // threads for every row and channels enough, for then sums are double.
    [Theory]
    [InlineData(1, 4194304)]
    [InlineData(2, 4194304.5f)]
    [InlineData(4, 4194305)]
    public void Rows_of_channels_are_summed_by_thread(int threads, float mean)
    {
        Trial trial = TrialOf("bn1d/4x17/momentum=1");
        Span<float> x = trial.Inputs.Input.Values<float>();
        x.Fill(1);
        x[..17].Fill(1 << 24);
        var conditions = LibtorchConditions.Default with { Threads = threads };
        BatchNormResult result = new LibtorchBatchNorm(conditions).Run(trial);
        Assert.All(result[Quantity.RunningMean]!.Values<float>().ToArray(), value => Assert.Equal(mean, value));
    }

    [Fact]
    public void A_batch_of_the_wrong_rank_is_an_error_in_the_librarys_words()
    {
        Trial trial = TrialOf("bn1d/4x3x2");
        BatchNormResult result = new LibtorchBatchNorm(LibtorchConditions.Default).Run(
            trial with { Case = trial.Case with { Module = BatchNormModule.BatchNorm2d } });
        Assert.Equal(new LibraryError("System.ArgumentException", "expected 4D input, but got 3D input."), result.Error);
    }

    [Fact]
    public void An_empty_batch_counts_and_changes_nothing_else()
    {
        Trial trial = TrialOf("bn1d/0x3/momentum=null/tracked=4");
        BatchNormResult result = new LibtorchBatchNorm(LibtorchConditions.Default).Run(trial);
        Assert.Equal(5, result[Quantity.NumBatchesTracked]![0]);
        Assert.Equal(trial.Inputs.RunningVar!.Values<float>(), result[Quantity.RunningVar]!.Values<float>());
        Assert.Equal([0, 0, 0], result[Quantity.GradWeight]!.Values<float>());
        Assert.True(double.IsNaN(result[Quantity.BatchMean]![2]));
    }

    static Trial TrialOf(string descriptor) => CaseData.Generate(CaseDescriptor.Parse(descriptor));

    static List<string> Differing(IOracle oracle, Trial trial, int threads)
    {
        var conditions = new LibtorchConditions(threads, LibtorchConditions.CapabilityHere, new TorchSharpRoot());
        (BatchNormResult library, BatchNormResult ours) = (oracle.Run(trial), new LibtorchBatchNorm(conditions).Run(trial));
        return
        [
            .. QuantityNames.All.Select(quantity => TensorBits.Difference(quantity.TorchName(), library[quantity], ours[quantity]))
                .Where(difference => difference is not null).Select(difference => $"{trial.Descriptor}: {difference!.Value.One}, not {difference.Value.Other}"),
        ];
    }
}
