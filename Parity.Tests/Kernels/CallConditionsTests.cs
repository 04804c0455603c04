using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Kernels;

/// <summary>A case says how a kernel is called: on how many threads, in which ways, in which memory.</summary>
public sealed class CallConditionsTests
{
    [Theory]
    [InlineData("bn1d/4x3", 1, 1)]
    [InlineData("bn1d/4x3/threads=3", 1, 3)]
    [InlineData("bn1d/4x3/threads=3", 8, 8)]
    [InlineData("bn1d/4x3", 2, 2)]
    public void A_kernel_is_given_the_threads_of_the_case_or_more_where_the_run_gives_more(string descriptor, int ofRun, int given)
    {
        int threads = 0;
        Noting Made(int count)
        {
            threads = count;
            return new();
        }

        Run(new("mine", "") { Float32 = Made }, descriptor, ofRun);
        Assert.Equal(given, threads);
    }

    [Theory]
    [InlineData("bn1d/4x3", "mine")]
    [InlineData("bn1d/4x3/aslarge", "large")]
    public void A_case_as_large_takes_the_ways_of_large_batches(string descriptor, string made)
    {
        string taken = "";
        Noting Made(string name)
        {
            taken = name;
            return new Noting();
        }

        var kernel = new KernelEntry("mine", "") { Float32 = _ => Made("mine") };
        Run(kernel with { AsLarge = new("large", "") { Float32 = _ => Made("large") } }, descriptor);
        Assert.Equal(made, taken);
        Run(kernel, descriptor);
        Assert.Equal("mine", taken);
    }

    [Fact]
    public void Memory_is_used_by_a_step_with_other_numbers_before()
    {
        var kernel = new Noting();
        BatchNormResult once = Run(new("mine", "") { Float32 = _ => kernel }, "bn2d/2x3x4x5/seed=3");
        Assert.Single(kernel.Seen);
        BatchNormResult used = Run(new("mine", "") { Float32 = _ => kernel }, "bn2d/2x3x4x5/used/seed=3");
        Assert.Equal(3, kernel.Seen.Count);
        // The earlier step has other numbers at the same place, and the one that counts those of the case.
        Assert.Equal(kernel.Seen[0].First, kernel.Seen[2].First);
        Assert.Equal(1 - kernel.Seen[0].First / 2, kernel.Seen[1].First);
        Assert.Equal(kernel.Seen[1].Address, kernel.Seen[2].Address);
        Assert.All(QuantityNames.All, quantity =>
            Assert.Equal(once[quantity]?.Bytes.ToArray(), used[quantity]?.Bytes.ToArray()));
    }

    [Fact]
    public void What_a_kernel_is_to_write_holds_no_number_before()
    {
        var kernel = new Noting();
        Run(new("mine", "") { Float32 = _ => kernel }, "bn2d/2x3x4x5/seed=3");
        Assert.Equal((double.NaN, float.NaN, float.NaN), kernel.Found);
    }

    [Theory, InlineData("bn2d/2x32x8x8/channels_last/aslarge"), InlineData("bn1d/64x256/aslarge")]
    public void Memory_of_a_case_as_large_begins_at_a_cache_line(string descriptor)
    {
        var kernel = new Noting();
        Run(new("mine", "") { Float32 = _ => kernel }, descriptor);
        Assert.All(kernel.Seen, seen => Assert.Equal(0, seen.Address % 64));
    }

    [Theory, InlineData("bn1d/40000x2/aslarge/threads=3/used"), InlineData("bn2d/3x64x7x9/channels_last/aslarge/threads=2/seed=7")]
    public void The_bits_of_our_kernels_do_not_depend_on_how_they_are_called(string descriptor)
    {
        foreach (KernelEntry kernel in KernelCatalog.All)
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
            Trial once = trial with { Case = trial.Case with { Threads = 1, AsLarge = false, Used = false } };
            BatchNormResult called = KernelRun.Run(kernel, trial), plainly = KernelRun.Run(kernel, once);
            Assert.All(QuantityNames.All, quantity =>
                Assert.Equal(plainly[quantity]?.Bytes.ToArray(), called[quantity]?.Bytes.ToArray()));
        }
    }

    static BatchNormResult Run(KernelEntry kernel, string descriptor, int threads = 1) =>
        KernelRun.Run(kernel, CaseData.Generate(CaseDescriptor.Parse(descriptor)), threads);

    // A right kernel that notes what it is given.
    sealed unsafe class Noting : IBatchNormKernel<float>
    {
        readonly ManualKernel<float> manual = new();

        public List<(nint Address, float First)> Seen { get; } = [];

        public (double Mean, float GradWeight, float GradBias) Found { get; private set; }

        public void ForwardTraining(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output, in ChannelStatistics batch)
        {
            ref float first = ref Unsafe.AsRef(in TensorMarshal.GetReference(input));
            Seen.Add(((nint)Unsafe.AsPointer(ref first), first));
            Found = (batch.Mean[0], 0, 0);
            manual.ForwardTraining(input, parameters, eps, output, batch);
        }

        public void ForwardEval(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps, in TensorSpan<float> output) =>
            manual.ForwardEval(input, parameters, running, eps, output);

        public void Backward(in ForwardPass<float> pass, double eps, bool training, in Gradients<float> gradients)
        {
            Found = (Found.Mean, gradients.GradWeight[0], gradients.GradBias[0]);
            manual.Backward(pass, eps, training, gradients);
        }
    }
}
