using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Runs;

namespace Parity.Tests.Reference;

public sealed class DenseKernelTests
{
    [Fact]
    public void What_a_function_does_not_do_is_declared()
    {
        Assert.Equal(
            ["float64", "bfloat16, float16", "given statistics", "backward", "mean and variance", "strides", "eps of 0"],
            CoveredCases.LeftOut(DenseKernel.Entry("f", DenseFunctions.Forward)));
        Assert.Equal(
            ["float64", "bfloat16, float16", "statistics of the batch", "backward", "strides", "eps of 0"],
            CoveredCases.LeftOut(DenseKernel.Entry("f", eval: DenseFunctions.Eval)));
        Assert.Throws<ArgumentException>(() => DenseKernel.Entry("f", training: null, eval: null));
    }

    [Fact]
    public void Without_statistics_the_output_alone_is_judged()
    {
        Assert.Equal([Quantity.Output, Quantity.NumBatchesTracked], Judged(DenseKernel.Entry("f", DenseFunctions.Forward), "bn2d/2x3x4x5/seed=1"));
        Assert.Equal(
            [Quantity.Output, Quantity.BatchMean, Quantity.BatchVar, Quantity.RunningMean, Quantity.RunningVar, Quantity.NumBatchesTracked],
            Judged(DenseKernel.Entry("f", DenseFunctions.Training), "bn2d/2x3x4x5/seed=1"));
        Assert.Contains(Quantity.Output, Judged(DenseKernel.Entry("f", eval: DenseFunctions.Eval), "bn1d/4x3x2/eval/noaffine/seed=1"));
    }

    [Theory]
    [InlineData("bn1d/4x3")]
    [InlineData("bn1d/4x3x7/noaffine")]
    [InlineData("bn2d/2x3x4x5/noweight")]
    public void A_function_is_told_the_batch_row_major_with_a_weight_and_a_bias_in_any_case(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor + "/seed=2"));
        float[]? seen = null;
        var shape = (N: 0, C: 0, Spatial: 0, Weights: 0, Biases: 0);
        float[] Watch(float[] input, int n, int c, int spatial, float[] weight, float[] bias, float eps)
        {
            (seen, shape) = ((float[])input.Clone(), (n, c, spatial, weight.Length, bias.Length));
            return input;
        }

        KernelRun.Run(DenseKernel.Entry("watch", Watch), trial with { Case = trial.Case with { Requires = GradientRequest.None } });
        Assert.Equal(trial.Inputs.Input.Values<float>().ToArray(), seen);
        Assert.Equal((trial.Case.Shape[0], 3, trial.Case.ValuesPerChannel / trial.Case.Shape[0], 3, 3), shape);
    }

    [Fact]
    public void An_output_of_another_length_is_the_kernels_failure()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/seed=1"));
        BatchNormResult result = KernelRun.Run(DenseKernel.Entry("short", (_, _, _, _, _, _, _) => [1]), trial);
        Assert.Contains("the output has 1 values, the input 12", result.Failure?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_build_is_that_of_the_function() =>
        Assert.Equal("Parity.Tests", ProgramBuild.Of(DenseKernel.Entry("f", DenseFunctions.Forward)).Assembly);

    static IEnumerable<Quantity> Judged(KernelEntry kernel, string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        CaseComparison comparison = ParityCheck.Compare(kernel, trial, KernelRun.Run(KernelCatalog.All[0], trial));
        Assert.True(comparison.Passed);
        return comparison.Quantities.Select(judged => judged.Quantity);
    }
}
