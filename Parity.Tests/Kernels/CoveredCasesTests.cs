using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Tests.Kernels;

public sealed class CoveredCasesTests
{
    static readonly KernelEntry manual = KernelCatalog.All[0];

    [Fact]
    public void A_thousand_cases_of_a_kernel_that_does_eval_alone_are_a_thousand_eval_cases()
    {
        KernelEntry inferOnly = manual with { Float64 = null, Coverage = new() { Training = false, Backward = false } };
        Trial[] trials = [.. CaseData.Trials(42, 1000, c => CoveredCases.WhyNot([inferOnly], c))];
        Assert.Equal(1000, trials.Length);
        Assert.All(trials, trial => Assert.True(!trial.Case.Training && trial.Case.TrackRunningStats && trial.Case.DType != DType.Float64));
        Assert.InRange(trials.Select(trial => trial.Descriptor).Distinct().Count(), 990, 1000);
    }

    [Fact]
    public void Kernels_that_cover_everything_get_the_cases_of_before_whoever_else_is_there()
    {
        KernelEntry inferOnly = manual with { Name = "infer", Coverage = new() { Training = false } };
        for (int number = 0; number < 300; number++)
            Assert.Equal(CaseGenerator.Draw(7, number), CaseGenerator.Draw(7, number, c => CoveredCases.WhyNot([inferOnly, manual], c)));
    }

    [Theory]
    [InlineData("bn1d/4x3")]
    [InlineData("bn2d/4x3x2x2/eval")]
    [InlineData("bn1d/4x3/bf16")]
    [InlineData("bn1d/4x3/permuted")]
    [InlineData("bn1d/4x3/grad=permuted")]
    [InlineData("bn1d/4x3/eval/notrack")]
    [InlineData("bn1d/4x3/eps=0")]
    public void Each_declaration_leaves_its_own_cases_out(string descriptor)
    {
        BatchNormCase c = CaseDescriptor.Parse(descriptor);
        string? By(KernelCoverage coverage) => CoveredCases.WhyNot(manual with { Coverage = coverage }, c);
        Assert.Null(By(KernelCoverage.Full));
        Assert.Equal(c.UsesBatchStatistics, By(new() { Training = false }) is not null);
        Assert.Equal(!c.UsesBatchStatistics, By(new() { Eval = false }) is not null);
        Assert.Equal(c.Module == BatchNormModule.BatchNorm1d, By(new() { OneDimension = false }) is not null);
        Assert.Equal(c.Module == BatchNormModule.BatchNorm2d, By(new() { TwoDimensions = false }) is not null);
        Assert.Equal(c.Eps == 0, By(new() { ZeroEps = false }) is not null);
        Assert.Equal(c.DType.IsHalf(), By(new() { HalfPrecision = false }) is not null);
        Assert.Equal(c.Layout != Layout.Contiguous || c.GradLayout is not null, By(new() { DenseOnly = true }) is not null);
        Assert.Equal(c.Layout != Layout.Contiguous, By(new() { DenseOnly = true, Backward = false }) is not null);
    }

    [Fact]
    public void A_kernel_without_a_backward_pass_is_judged_on_the_rest()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/4x3x5x5/seed=3"));
        BatchNormResult expected = KernelRun.Run(manual, trial);
        CaseComparison judged = ParityCheck.Compare(manual with { Coverage = new() { Backward = false } }, trial, expected);
        Assert.True(judged.Passed);
        Assert.Equal(
            [Quantity.Output, Quantity.BatchMean, Quantity.BatchVar, Quantity.RunningMean, Quantity.RunningVar, Quantity.NumBatchesTracked],
            judged.Quantities.Select(quantity => quantity.Quantity));
    }

    [Fact]
    public void What_a_kernel_leaves_out_is_said()
    {
        Assert.Empty(CoveredCases.LeftOut(manual));
        Assert.Equal(
            ["float64", "statistics of the batch", "backward", "strides"],
            CoveredCases.LeftOut(manual with { Float64 = null, Coverage = new() { Training = false, Backward = false, DenseOnly = true } }));
        Assert.Equal(
            "no kernel covers it: manual has no given statistics",
            CoveredCases.WhyNot([manual with { Coverage = new() { Eval = false } }], CaseDescriptor.Parse("bn1d/4x3/eval")));
    }
}
