using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Comparison;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Comparison;

public sealed class KernelRunTests
{
    [Fact]
    public void A_kernel_that_writes_to_what_it_only_reads_is_found_out()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x3x4x5/permuted/grad=sliced/seed=3"));
        KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");
        Assert.Empty(KernelRun.Run(manual, trial).Violations);
        BatchNormResult forward = KernelRun.Run(manual with { Float32 = _ => new Scribbler(inForward: true) }, trial);
        Assert.Equal("forward wrote to its input", Assert.Single(forward.Violations).Value);
        KernelEntry scribbler = manual with { Float32 = _ => new Scribbler(inForward: false) };
        Assert.Equal((Quantity.GradInput, "backward wrote to grad_output"), Pair(KernelRun.Run(scribbler, trial)));

        CaseComparison judged = ParityCheck.Compare(scribbler, trial, KernelRun.Run(manual, trial));
        QuantityComparison failing = Assert.Single(judged.Quantities, quantity => quantity.Verdict.Fails());
        Assert.Equal("backward wrote to grad_output", failing.Reason);
    }

    static (Quantity, string) Pair(BatchNormResult result) => Assert.Single(result.Violations) is var (quantity, what) ? (quantity, what) : default;

    sealed class Scribbler(bool inForward) : IBatchNormKernel<float>
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
                Scribble(pass.GradOutput);
        }

        static void Scribble(in ReadOnlyTensorSpan<float> tensor) => Unsafe.AsRef(in TensorMarshal.GetReference(tensor)) += 1;
    }
}
