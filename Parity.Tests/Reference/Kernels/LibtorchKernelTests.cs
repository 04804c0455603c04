using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Libtorch;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Reference.Kernels.Libtorch;
using Parity.Reports;
using Parity.Tensors;
using Parity.Tests.Libtorch;
using Parity.Tests.Oracles;

namespace Parity.Tests.Reference.Kernels;

/// <summary>The kernel that has libtorch's bits: no other bit in anything that batch normalisation gives.</summary>
public sealed class LibtorchKernelTests
{
    static readonly KernelEntry libtorch = KernelCatalog.ByName.Single(entry => entry.Name == "libtorch");

    // What the oracle shows as the batch's are torch.mean and torch.var, other sums of the same values.
    static readonly Quantity[] own =
    [
        Quantity.Output, Quantity.RunningMean, Quantity.RunningVar, Quantity.NumBatchesTracked,
        Quantity.GradInput, Quantity.GradWeight, Quantity.GradBias,
    ];

    [Fact]
    public void Generated_cases_have_the_bits_of_libtorchs_arithmetic()
    {
        var arithmetic = new LibtorchBatchNorm(LibtorchConditions.Default);
        var ways = new HashSet<(LibtorchWay, LibtorchWay)>();
        foreach (Trial trial in CaseData.Trials(Settings.Seed, 1000, c => CoveredCases.WhyNot(libtorch, c)))
        {
            (BatchNormResult expected, BatchNormResult actual) = (arithmetic.Run(trial), KernelRun.Run(libtorch, trial, threads: 4));
            // Our module refuses one value per channel, as PyTorch's does, and TorchSharp's does not.
            if (actual.Error is not null)
                continue;
            foreach (Quantity quantity in own)
                Assert.Null(TensorBits.Difference($"{trial.Descriptor} {quantity}", actual[quantity], expected[quantity]));
            ways.Add((LibtorchPath.OfForward(trial.Case), LibtorchPath.OfBackward(trial.Case)));
        }

        Assert.Equal(5, ways.Count);
    }

    [FollowingFact]
    public void Against_TorchSharp_it_is_0_ULP_away() => LiveOracle.Use(
        _ =>
        {
            ParityReport report = Gate.Of(libtorch).Against("torchsharp").Cases(300).Assert();
            Assert.All(report.Agreement.Where(row => !row.Quantity.StartsWith("batch_", StringComparison.Ordinal)), row => Assert.Equal(0, row.MaxUlp));
            Assert.Equal("libtorch's bits", report.Standards.Single().Standard);
            return true;
        },
        "torchsharp");

    [Theory]
    [InlineData("bn1d/33x5/seed=1")]
    [InlineData("bn2d/4x5x3x2/channels_last/seed=1")]
    [InlineData("bn1d/5x4x9/permuted/f64/seed=1")]
    public void Who_declares_libtorchs_bits_and_has_others_fails(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        BatchNormResult answer = new LibtorchBatchNorm(LibtorchConditions.Default).Run(trial);
        CaseComparison Judge(KernelEntry kernel, KnownUse use) => new ParityCheck(new TrialTruth(trial), answer, new(answer, use)).Compare(kernel);
        Assert.True(Judge(libtorch, KnownUse.WhereUnbounded).Passed);
        KernelEntry manual = KernelCatalog.All[0];
        Assert.True(Judge(manual, KnownUse.WhereUnbounded).Passed);
        Assert.Contains(Judge(manual with { Standard = Standard.Libtorch }, KnownUse.WhereUnbounded).Quantities, judged => judged.Verdict == Verdict.KernelWorse);
        // A library that goes another way has no bits to be held to.
        Assert.True(Judge(manual with { Standard = Standard.Libtorch }, KnownUse.None).Passed);
    }

    [Fact]
    public void It_is_run_by_name_only()
    {
        Assert.DoesNotContain(libtorch, new KernelChoice(KernelChoice.All, []).Resolve());
        Assert.Equal([libtorch], new KernelChoice("libtorch", []).Resolve());
    }

    [Theory]
    [InlineData("bn1d/5x4x9/permuted/eval", false)] // a vendor's root
    [InlineData("bn1d/5x4x9/permuted", true)]
    [InlineData("bn2d/4x5x1x3/channels_last", false)] // a stride that no span tells
    [InlineData("bn2d/4x5x1x3/grad=channels_last", false)]
    [InlineData("bn2d/4x5x1x3", true)]
    [InlineData("bn1d/4x3/bf16", false)]
    public void What_leaves_bits_open_is_not_asked(string descriptor, bool covered) =>
        Assert.Equal(covered, CoveredCases.WhyNot(libtorch, CaseDescriptor.Parse(descriptor)) is null);

    [Fact]
    public void Without_vector_instructions_products_are_rounded_first()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/8x3x40/seed=4"));
        var plain = new KernelEntry("plain", "for any x64 processor")
        {
            Float32 = _ => new LibtorchKernel<float>(LibtorchConditions.Default with { Capability = LibtorchCapability.Default }),
        };
        BatchNormResult expected = new LibtorchBatchNorm(LibtorchConditions.Default with { Capability = LibtorchCapability.Default }).Run(trial);
        Assert.Null(TensorBits.Difference("output", KernelRun.Run(plain, trial)[Quantity.Output], expected[Quantity.Output]));
        Assert.NotNull(TensorBits.Difference("output", KernelRun.Run(libtorch, trial)[Quantity.Output], expected[Quantity.Output]));
    }

    [Theory]
    [InlineData(1, "expected 2D or 3D input (got 4D input)")]
    [InlineData(2, "expected 4D input (got 3D input)")]
    public void Its_modules_refuse_what_others_do(int dimensions, string message)
    {
        BatchNorm<float> module = libtorch.Modules.Create(dimensions, 2, BatchNormOptions.Default, new LibtorchKernel<float>());
        float[] values = new float[8];
        var error = Assert.Throws<ArgumentException>(() => module.Forward(
            new System.Numerics.Tensors.ReadOnlyTensorSpan<float>(values, dimensions == 1 ? [2, 2, 2, 1] : [2, 2, 2])));
        Assert.Equal(message, error.Message);
    }
}
