using Parity.Bounds;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Tests.Bounds;

/// <summary>float16 beyond 65,504 values a channel: libtorch counts and adds up in float32, so nothing has no bound for that.</summary>
public sealed class Float16Tests
{
    [Theory]
    [InlineData("bn2d/2x1x200x200/f16/seed=3")]
    [InlineData("bn2d/2x1x200x200/f16/f32params/seed=3")]
    [InlineData("bn2d/2x2x200x200/f16/channels_last/seed=3")]
    [InlineData("bn2d/2x1x200x200/f16/permuted/seed=3")]
    public void Many_values_a_channel_leave_the_library_a_bound(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        var truth = new TrialTruth(trial);
        foreach (Quantity quantity in QuantityNames.All.Where(quantity => truth.Exact[quantity] is not null))
            Assert.All(truth.Bounds(quantity, Standard.Double).Oracle, bound => Assert.True(double.IsFinite(bound), quantity.TorchName()));
    }

    [Theory]
    [InlineData(Quantity.Output, double.NaN)]
    [InlineData(Quantity.GradWeight, 3)]
    [InlineData(Quantity.GradInput, 2)]
    public void A_spoiled_answer_of_the_library_is_unexplained(Quantity quantity, double factor)
    {
        KernelEntry manual = KernelCatalog.All[0];
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x1x200x200/f16/seed=3"));
        BatchNormResult answer = KernelRun.Run(manual, trial);
        Assert.True(ParityCheck.Compare(manual, trial, answer).Passed);
        DenseTensor right = answer[quantity]!, spoiled = new(right.DType, [.. right.Shape]);
        for (int i = 0; i < spoiled.Count; i++)
            spoiled.Set(i, factor * right[i]);
        answer[quantity] = spoiled;
        Assert.Equal(Verdict.Unexplained, ParityCheck.Compare(manual, trial, answer).Quantities.Single(judged => judged.Quantity == quantity).Verdict);
    }

    [Fact]
    public void Lanes_that_cancel_lose_what_their_partial_sums_do()
    {
        double u = Precision.Single.Unit;
        // Sixteen values make a block, the seventeenth a chain of its own; no sum is exact.
        double[] values = [.. Enumerable.Range(0, 17).Select(i => (i % 2 == 0 ? 1 : -1) * (1 + Math.ScaleB(i + 1, -30)))];
        double bound = SummationBounds.EightLanes(Summands.Of(values), 1, Precision.Single);
        Assert.InRange(bound, 17 * u, 60 * u);
        Assert.True(SummationBounds.EightLanes(Summands.Of([.. values.Select(Math.Abs)]), 1, Precision.Single) > 2 * bound);
        Assert.Equal(0, SummationBounds.EightLanes(Summands.Of([1, 2, 3]), 1, Precision.Single));
    }

    [Fact]
    public void A_count_beyond_the_type_makes_the_quotient_0()
    {
        Approximation quotient = new Approximation(80_000, 8_000).Over(80_000, Precision.Half);
        Assert.Equal((1, 1.1), (quotient.Size, quotient.Error), (one, other) => one.Item1 == other.Item1 && Math.Abs(one.Item2 - other.Item2) < 1e-12);
    }
}
