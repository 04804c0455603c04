using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Tests.Kernels;

public sealed class KernelRunTests
{
    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    [Fact]
    public void A_kernel_that_writes_to_what_it_only_reads_is_found_out()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x3x4x5/permuted/grad=sliced/seed=3"));
        Assert.Empty(KernelRun.Run(manual, trial).Violations);
        BatchNormResult forward = KernelRun.Run(manual with { Float32 = _ => new Scribbler(inForward: true) }, trial);
        Assert.Equal("forward wrote to its input", Assert.Single(forward.Violations).Value);
        KernelEntry scribbler = manual with { Float32 = _ => new Scribbler(inForward: false) };
        Assert.Equal((Quantity.GradInput, "backward wrote to grad_output"), Pair(KernelRun.Run(scribbler, trial)));

        CaseComparison judged = ParityCheck.Compare(scribbler, trial, KernelRun.Run(manual, trial));
        QuantityComparison failing = Assert.Single(judged.Quantities, quantity => quantity.Verdict.Fails());
        Assert.Equal("backward wrote to grad_output", failing.Reason);
    }

    [Theory]
    [InlineData(true, false, Quantity.Output, "forward wrote outside the elements of its output")]
    [InlineData(false, true, Quantity.GradInput, "backward wrote outside the elements of grad_input")]
    public void A_kernel_that_writes_beside_its_results_is_found_out(bool inForward, bool inBackward, Quantity quantity, string what)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x3x4x5/sliced/seed=3"));
        KernelEntry beside = manual with { Float32 = _ => new Beside(inForward, inBackward) };
        Assert.Equal((quantity, what), Pair(KernelRun.Run(beside, trial)));
    }

    [Fact]
    public void A_kernel_whose_backward_writes_to_the_input_is_found_out()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x3x4x5/seed=3"));
        KernelEntry scribbler = manual with { Float32 = _ => new Scribbler(inForward: false, onInput: true) };
        Assert.Equal((Quantity.GradInput, "backward wrote to the input"), Pair(KernelRun.Run(scribbler, trial)));
    }

    [Fact]
    public void A_kernel_is_asked_for_the_quantities_of_the_case_and_no_others()
    {
        BatchNormResult some = KernelRun.Run(manual, CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/notrack/requires=weight/seed=3")));
        Assert.Equal(
            [Quantity.Output, Quantity.BatchMean, Quantity.BatchVar, Quantity.GradWeight], QuantityNames.All.Where(quantity => some[quantity] is not null));
        var asked = new Beside(inForward: false, inBackward: false);
        KernelRun.Run(manual with { Float32 = _ => asked }, CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/requires=weight/seed=3")));
        Assert.False(asked.WroteGradInput);
        BatchNormResult given = KernelRun.Run(manual, CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/eval/seed=3")));
        Assert.Equal((null, null), (given[Quantity.BatchMean], given[Quantity.BatchVar]));
        BatchNormResult tracked = KernelRun.Run(manual, CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/tracked=7/seed=3")));
        Assert.Equal(8, tracked[Quantity.NumBatchesTracked]![0]);
    }

    [Fact]
    public void A_type_that_a_kernel_does_not_cover_is_said_to_be()
    {
        KernelEntry single = manual with { Float64 = null }, wide = manual with { Float32 = null };
        Assert.Equal((true, false), (KernelRun.Covers(single, DType.Float32), KernelRun.Covers(single, DType.Float64)));
        Assert.Equal((false, true), (KernelRun.Covers(wide, DType.Float32), KernelRun.Covers(wide, DType.Float64)));
        Assert.Equal((true, false), (KernelRun.Covers(single, DType.BFloat16), KernelRun.Covers(wide, DType.Float16)));
        Assert.False(KernelRun.Covers(manual, DType.Int64));
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/f64"));
        Assert.Equal("kernel manual does not cover float64", Assert.Throws<NotSupportedException>(() => KernelRun.Run(single, trial)).Message);
    }

    static (Quantity, string) Pair(BatchNormResult result) => Assert.Single(result.Violations) is var (quantity, what) ? (quantity, what) : default;

    sealed class Scribbler(bool inForward, bool onInput = false) : IBatchNormKernel<float>
    {
        readonly ManualKernel<float> manual = new();

        public void ForwardTraining(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output,
            in ChannelStatistics batch)
        {
            manual.ForwardTraining(input, parameters, eps, output, batch);
            if (inForward)
                Scribble(input);
        }

        public void ForwardEval(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps,
            in TensorSpan<float> output) => manual.ForwardEval(input, parameters, running, eps, output);

        public void Backward(in ForwardPass<float> pass, double eps, bool training, in Gradients<float> gradients)
        {
            manual.Backward(pass, eps, training, gradients);
            if (!inForward)
                Scribble(onInput ? pass.Input : pass.GradOutput);
        }

        static void Scribble(in ReadOnlyTensorSpan<float> tensor) => Unsafe.AsRef(in TensorMarshal.GetReference(tensor)) += 1;
    }

    /// <summary>Writes one element further than it should, which in a sliced tensor lies between two elements.</summary>
    sealed class Beside(bool inForward, bool inBackward) : IBatchNormKernel<float>
    {
        readonly ManualKernel<float> manual = new();

        public bool WroteGradInput { get; private set; }

        public void ForwardTraining(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output,
            in ChannelStatistics batch)
        {
            manual.ForwardTraining(input, parameters, eps, output, batch);
            if (inForward)
                Unsafe.Add(ref TensorMarshal.GetReference(output), 1) = 1;
        }

        public void ForwardEval(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps,
            in TensorSpan<float> output) => manual.ForwardEval(input, parameters, running, eps, output);

        public void Backward(in ForwardPass<float> pass, double eps, bool training, in Gradients<float> gradients)
        {
            manual.Backward(pass, eps, training, gradients);
            WroteGradInput = gradients.GradInput.Rank > 0;
            if (inBackward)
                Unsafe.Add(ref TensorMarshal.GetReference(gradients.GradInput), 1) = 1;
        }
    }
}
