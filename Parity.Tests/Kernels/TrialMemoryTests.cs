using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Kernels;

public sealed class TrialMemoryTests
{
    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    [Theory]
    [InlineData("bn2d/2x3x4x5/seed=3")]
    [InlineData("bn2d/2x3x4x5/sliced/used/seed=3")]
    [InlineData("bn1d/4x3/f16/seed=3")]
    public void A_kernel_that_leaves_its_inputs_alone_hands_its_memory_on(string descriptor)
    {
        Trial trial = Trial(descriptor);
        using var memory = new TrialMemory(trial);
        TrialTensors<float> tensors = memory.Take<float>();
        memory.GiveBack(tensors, asItWas: true);
        for (int i = 0; i < 3; i++)
            AssertSame(KernelRun.Run(manual, trial), KernelRun.Run(manual, memory));
        Assert.Same(tensors, memory.Take<float>());
    }

    [Theory]
    [InlineData("input")]
    [InlineData("grad_output")]
    [InlineData("beside input")]
    [InlineData("beside output")]
    [InlineData("input, and throws")]
    public void What_a_kernel_spoils_reaches_no_other_kernel(string what)
    {
        Trial trial = Trial("bn2d/2x3x4x5/sliced/seed=3");
        using var memory = new TrialMemory(trial);
        BatchNormResult expected = KernelRun.Run(manual, memory), spoiled = KernelRun.Run(manual with { Float32 = _ => new Spoiler(what) }, memory);
        Assert.True(spoiled.Violations.Count > 0 || spoiled.Failure is not null);
        AssertSame(expected, KernelRun.Run(manual, memory));
    }

    [Fact]
    public void An_element_that_a_kernel_does_not_write_is_not_the_one_that_the_kernel_before_wrote()
    {
        using var memory = new TrialMemory(Trial("bn2d/2x3x4x5/seed=3"));
        KernelRun.Run(manual, memory);
        BatchNormResult nothing = KernelRun.Run(manual with { Float32 = _ => new Spoiler("nothing") }, memory);
        Assert.All(Enumerable.Range(0, 120), i => Assert.True(double.IsNaN(nothing[Quantity.Output]![i]) && double.IsNaN(nothing[Quantity.GradInput]![i])));
    }

    [Fact]
    public void A_kernel_that_is_asked_another_question_has_memory_of_its_own()
    {
        KernelEntry forward = manual with { Coverage = manual.Coverage with { Backward = false } };
        Trial trial = Trial("bn2d/2x3x4x5/seed=3");
        using var memory = new TrialMemory(trial);
        Assert.NotNull(ParityCheck.AnswerOf(manual, trial, memory: memory)[Quantity.GradInput]);
        Assert.Null(ParityCheck.AnswerOf(forward, trial, memory: memory)[Quantity.GradInput]);
    }

    static Trial Trial(string descriptor) => CaseData.Generate(CaseDescriptor.Parse(descriptor));

    static void AssertSame(BatchNormResult expected, BatchNormResult actual)
    {
        Assert.Empty(actual.Violations);
        Assert.All(QuantityNames.All, quantity => Assert.Equal(expected[quantity]?.Bytes.ToArray(), actual[quantity]?.Bytes.ToArray()));
    }

    // Writes to what it must not, or nothing at all.
    sealed class Spoiler(string what) : IBatchNormKernel<float>
    {
        readonly ManualKernel<float> right = new();

        public void ForwardTraining(in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output, in ChannelStatistics batch)
        {
            if (what == "nothing")
                return;
            right.ForwardTraining(input, parameters, eps, output, batch);
            if (what.StartsWith("input", StringComparison.Ordinal))
                Writable(input) = 7;
            if (what == "input, and throws")
                throw new InvalidOperationException("spoiled");
            if (what == "beside input")
                Unsafe.Add(ref Writable(input), 1) = 7;
            if (what == "beside output")
                Unsafe.Add(ref TensorMarshal.GetReference(output), 1) = 7;
        }

        public void ForwardEval(in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps, in TensorSpan<float> output) =>
            throw new NotSupportedException();

        public void Backward(in ForwardPass<float> pass, double eps, bool training, in Gradients<float> gradients)
        {
            if (what == "nothing")
                return;
            right.Backward(pass, eps, training, gradients);
            if (what == "grad_output")
                Writable(pass.GradOutput) = 7;
        }

        static ref float Writable(in ReadOnlyTensorSpan<float> tensor) =>
            ref Unsafe.AsRef(in TensorMarshal.GetReference(in tensor));
    }
}
