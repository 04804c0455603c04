using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Kernels;

/// <summary>A kernel that changes what it is only to read gives itself away, in each pass and for each of them.</summary>
public sealed class WatchedKernelTests
{
    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    [Theory]
    [InlineData("bn1d/4x3/seed=3", "training", "weight", Quantity.Output, "forward wrote to the weight")]
    [InlineData("bn1d/4x3/seed=3", "training", "bias", Quantity.Output, "forward wrote to the bias")]
    [InlineData("bn1d/4x3/eval/seed=3", "eval", "weight", Quantity.Output, "forward wrote to the weight")]
    [InlineData("bn1d/4x3/eval/seed=3", "eval", "bias", Quantity.Output, "forward wrote to the bias")]
    [InlineData("bn1d/4x3/eval/seed=3", "eval", "mean", Quantity.Output, "forward wrote to the given means")]
    [InlineData("bn1d/4x3/eval/seed=3", "eval", "variance", Quantity.Output, "forward wrote to the given variances")]
    [InlineData("bn1d/4x3/seed=3", "backward", "weight", Quantity.GradInput, "backward wrote to the weight")]
    [InlineData("bn1d/4x3/seed=3", "backward", "mean", Quantity.GradInput, "backward wrote to the given means")]
    [InlineData("bn1d/4x3/seed=3", "backward", "variance", Quantity.GradInput, "backward wrote to the given variances")]
    public void What_a_kernel_wrote_to_is_named(string descriptor, string pass, string target, Quantity quantity, string what)
    {
        BatchNormResult result = KernelRun.Run(
            manual with { Float32 = _ => new Meddler(pass, target) }, CaseData.Generate(CaseDescriptor.Parse(descriptor)));
        Assert.Equal((quantity, what), Assert.Single(result.Violations) is var (computing, told) ? (computing, told) : default);
    }

    [Theory]
    [InlineData("training")]
    [InlineData("eval")]
    [InlineData("backward")]
    public void What_was_written_once_is_not_forgotten(string pass)
    {
        var watched = new WatchedKernel<float>(new Meddler(pass, "weight"));
        float[] weight = [2], x = [1, 2], y = [0, 0];
        double[] mean = [0], variance = [1];
        Call(watched, pass, weight, x, y, new ChannelStatistics(mean, variance));
        // It wrote to a copy; what it writes the next time is there already.
        Assert.Equal(2, weight[0]);
        weight[0] = 3;
        Call(watched, pass, weight, x, y, new ChannelStatistics(mean, variance));
        Assert.Equal(
            pass == "backward" ? (null, "the weight") : ("the weight", (string?)null), (watched.ForwardWroteTo, watched.BackwardWroteTo));
    }

    static void Call(WatchedKernel<float> kernel, string pass, float[] weight, float[] x, float[] y, ChannelStatistics statistics)
    {
        var input = new ReadOnlyTensorSpan<float>(x, [2, 1]);
        var output = new TensorSpan<float>(y, [2, 1]);
        var parameters = new AffineParameters<float>(weight, default);
        if (pass == "training")
            kernel.ForwardTraining(input, parameters, 1e-5, output, statistics);
        else if (pass == "eval")
            kernel.ForwardEval(input, parameters, statistics, 1e-5, output);
        else
            kernel.Backward(
                new ForwardPass<float> { GradOutput = input, Input = input, Weight = weight, Statistics = statistics }, 1e-5, training: false,
                new Gradients<float> { GradInput = output });
    }

    /// <summary>Adds 1 to the first of one of them, in the first call of one pass.</summary>
    sealed class Meddler(string pass, string target) : IBatchNormKernel<float>
    {
        readonly ManualKernel<float> manual = new();
        bool done;

        public void ForwardTraining(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output,
            in ChannelStatistics batch)
        {
            manual.ForwardTraining(input, parameters, eps, output, batch);
            Meddle("training", parameters.Weight, parameters.Bias, default);
        }

        public void ForwardEval(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps,
            in TensorSpan<float> output)
        {
            manual.ForwardEval(input, parameters, running, eps, output);
            Meddle("eval", parameters.Weight, parameters.Bias, running);
        }

        public void Backward(in ForwardPass<float> forward, double eps, bool training, in Gradients<float> gradients)
        {
            manual.Backward(forward, eps, training, gradients);
            Meddle("backward", forward.Weight, default, forward.Statistics);
        }

        void Meddle(string now, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ChannelStatistics statistics)
        {
            if (done || now != pass)
                return;
            done = true;
            if (target is "weight" or "bias")
                Unsafe.AsRef(in MemoryMarshal.GetReference(target == "weight" ? weight : bias)) += 1;
            else
                (target == "mean" ? statistics.Mean : statistics.Variance)[0] += 1;
        }
    }
}
