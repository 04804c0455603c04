using Parity.Bounds;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Libtorch;
using Parity.Reference;
using Parity.Tensors;
using Parity.Tests.Oracles;
using Parity.Tests.Planted;
using Parity.Trust;

namespace Parity.Tests.Bounds;

/// <summary>What is promised of bfloat16 and float16: no false alarm, and mistakes still show.</summary>
public sealed class HalfPrecisionTests
{
    static readonly Lazy<AnsweredTrials> live = new(() => new AnsweredTrials(
        CaseData.Trials(Settings.Seed, Settings.Cases, c => c.DType.IsHalf() ? LiveOracle.Use(oracle => oracle.WhyNot(c)) ?? LibtorchDefects.WhyNot(c) : "not half"),
        trial => LiveOracle.Use(oracle => oracle.Run(trial))));

    public static TheoryData<string> Kernels => [.. KernelCatalog.All.Select(kernel => kernel.Name)];

    [LiveTheory, MemberData(nameof(Kernels))]
    public void A_right_kernel_passes(string name) =>
        Assert.Null(Hunt.Run(KernelCatalog.All.Single(kernel => kernel.Name == name), live.Value.All())?.Comparison.Trial.Descriptor);

    [LiveTheory]
    [InlineData("unbiased-variance-in-output")]
    [InlineData("mean-divided-by-batch")]
    [InlineData("variance-not-centred")]
    [InlineData("statistics-of-everything")]
    [InlineData("tail-skipped")]
    [InlineData("eps-outside-root")]
    [InlineData("mean-term-missing")]
    [InlineData("grad-weight-not-centred")]
    [InlineData("grad-bias-averaged")]
    [InlineData("momentum-swapped")]
    [InlineData("running-var-biased")]
    [InlineData("counter-stuck")]
    [InlineData("channels-last-as-contiguous")]
    [InlineData("expanded-grad-output-as-dense")]
    [InlineData("weight-modified")]
    public void A_planted_defect_is_caught(string name) =>
        Assert.True(Hunt.Run(PlantedDefects.Named(name).Kernel, live.Value.All()) is not null, $"planted:{name} passed");

    [Theory]
    [InlineData("bn2d/4x3x5x7/bf16/seed=5")]
    [InlineData("bn2d/4x3x5x7/bf16/f32params/seed=5")]
    [InlineData("bn2d/4x3x5x7/f16/seed=5")]
    [InlineData("bn2d/4x3x5x7/f16/f32params/seed=5")]
    public void A_kernels_result_two_steps_off_is_outside_its_bound(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        var truth = new TrialTruth(trial);
        BatchNormResult actual = KernelRun.Run(KernelCatalog.All.Single(kernel => kernel.Name == "manual"), trial);
        foreach (Quantity quantity in new[] { Quantity.Output, Quantity.GradInput, Quantity.BatchMean })
        {
            DenseTensor tensor = actual[quantity]!, moved = Nudge.All(tensor, 2)!;
            double[] bounds = truth.Bounds(quantity, Standard.Compensated).Kernel;
            Assert.All(Enumerable.Range(0, tensor.Count), i =>
            {
                Assert.InRange(Math.Abs(tensor[i] - truth.Exact[quantity]![i]), 0, bounds[i]);
                Assert.True(Math.Abs(moved[i] - truth.Exact[quantity]![i]) > bounds[i], $"{quantity.TorchName()}[{i}]");
            });
        }
    }

    [Fact]
    public void A_sum_that_no_longer_grows_is_explained()
    {
        double[] ones = [.. Enumerable.Repeat(1.0, 1200)];
        RoundingTypes types = RoundingTypes.Of(CaseDescriptor.Parse("bn2d/300x1x2x2/bf16"), Arithmetic.LibtorchStrided);
        // torch 1.13: 600 rows of two come to 512, from where on adding two changes nothing.
        Assert.InRange(HalfSums.Error(Summands.Of(ones), [300, 2, 2], types), 1200 - 512, 10 * 1200);
        Assert.Equal(0, HalfSums.Error(Summands.Of(ones.AsSpan(0, 64)), [16, 2, 2], types));
        // In one row nothing is rounded but the result.
        Assert.InRange(HalfSums.Error(Summands.Of(ones), [1200], types), 0, 8);
    }

    [Fact]
    public void Exact_sums_that_leave_the_range_have_no_bound()
    {
        RoundingTypes types = RoundingTypes.Of(CaseDescriptor.Parse("bn2d/4x1x2x1/f16"), Arithmetic.LibtorchStrided);
        double[] large = [32768, 32768, 32768, 32768, -32768, -32768, -32768, -32768];
        Assert.Equal(double.PositiveInfinity, HalfSums.Error(Summands.Of(large), [4, 2, 1], types));
        Assert.Equal(0, HalfSums.Error(Summands.Of([65504 - 32, 32]), [2], types));
        double[] larger = [.. large.Select(value => value * Math.ScaleB(1, 112))];
        Assert.Equal(double.PositiveInfinity, SummationBounds.Running(Summands.Of(larger), null, Precision.Single, threads: 1));
    }

    [Fact]
    public void A_partial_sum_just_below_a_power_of_two_is_rounded_as_one_above()
    {
        // Rows of 1.25 and of less than 0.75 in either order, rounded by half an ulp each; with that, and with what adding up the rows in
        // float may lose, the sum of the rows may be 2.
        RoundingTypes types = RoundingTypes.Of(CaseDescriptor.Parse("bn2d/2x1x2x1/f16"), Arithmetic.LibtorchStrided);
        double u = Precision.Half.Unit, ofRows = u + u / 2;
        double[] values = [0.8, 0.45, 0.45, 0.3 - ofRows - 2e-7];
        double inRows = SummationBounds.AnyOrder(Summands.Of(values), Precision.Single);
        Assert.InRange(inRows, 3e-7, 4e-7);
        Assert.Equal(inRows + ofRows + 2 * u, HalfSums.Error(Summands.Of(values), [2, 2, 1], types), 1e-12);
    }

    [Fact]
    public void A_count_of_half_the_bits_is_rounded_before_it_divides()
    {
        Assert.Equal(0, new Approximation(512, 0).Over(256, Precision.BrainHalf).Error);
        // 257 becomes 256.
        Assert.InRange(new Approximation(257, 0).Over(257, Precision.BrainHalf).Error, 1 / 256.0, 1 / 200.0);
    }
}
