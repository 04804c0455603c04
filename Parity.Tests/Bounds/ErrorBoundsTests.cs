using Parity.Bounds;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Tensors;
using Parity.Tests.Oracles;

namespace Parity.Tests.Bounds;

public sealed class ErrorBoundsTests
{
    public static TheoryData<string> Patterns => [.. HarshTrials.Patterns];

    public static TheoryData<string> Kernels => [.. KernelCatalog.All.Select(kernel => kernel.Name)];

    [Theory, MemberData(nameof(Patterns))]
    public void Every_kernel_is_within_its_bound(string pattern)
    {
        foreach (Trial trial in HarshTrials.All(pattern))
        {
            (BatchNormResult exact, ChannelSummary[] channels) = (ExactAnswer.Of(trial), ChannelSummary.Of(trial));
            foreach (KernelEntry kernel in KernelCatalog.All)
                WithinBounds(trial, KernelRun.Run(kernel, trial), exact, new(trial.Case, channels, ArithmeticOf(kernel.Name, trial)));
        }
    }

    // Found by a soak: a mean of gradients that is subnormal is rounded to half of the smallest double, and then scaled.
    [Theory]
    [InlineData("bn1d/2x216/f64/underflow/seed=1978043059")]
    [InlineData("bn1d/2x6881/f64/eps=0.001/momentum=1.5/nobias/notrack/stats=fresh/underflow/seed=1056502818")]
    public void Every_kernel_is_within_its_bound_where_gradients_are_subnormal(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        (BatchNormResult exact, ChannelSummary[] channels) = (ExactAnswer.Of(trial), ChannelSummary.Of(trial));
        foreach (KernelEntry kernel in KernelCatalog.All)
            WithinBounds(trial, KernelRun.Run(kernel, trial), exact, new(trial.Case, channels, ArithmeticOf(kernel.Name, trial)));
    }

    // All of a channel are found four at a time, one by what is said of it alone.
    [Theory, MemberData(nameof(Patterns))]
    public void The_bounds_of_all_elements_are_those_of_each(string pattern)
    {
        foreach (Trial trial in HarshTrials.All(pattern))
            foreach (Arithmetic arithmetic in Enum.GetValues<Arithmetic>())
            {
                var bounds = new ErrorBounds(trial.Case, ChannelSummary.Of(trial), arithmetic);
                foreach (Quantity quantity in new[] { Quantity.Output, Quantity.GradInput })
                    Assert.Equal(Enumerable.Range(0, trial.Inputs.Input.Count).Select(i => bounds.Bound(quantity, i)), bounds.All(quantity, trial.Inputs.Input.Count));
            }
    }

    [Fact]
    public void Every_kernel_is_within_its_bound_whatever_parameters_and_gradients_are()
    {
        foreach (Trial trial in HarshTrials.Parameters)
        {
            (BatchNormResult exact, ChannelSummary[] channels) = (ExactAnswer.Of(trial), ChannelSummary.Of(trial));
            foreach (KernelEntry kernel in KernelCatalog.All)
                WithinBounds(trial, KernelRun.Run(kernel, trial), exact, new(trial.Case, channels, ArithmeticOf(kernel.Name, trial)));
        }
    }

    // NaN where the exact value is ∞, from coefficients that overflow or meet: explained. The other channel is held as ever.
    [Theory]
    [InlineData("bn1d/4x3x5/eval/weight=infinite", true)]
    [InlineData("bn1d/4x3/eval/stats=zero/eps=0", true)]
    [InlineData("bn2d/4x3x2x2/weight=huge/zeros", true)]
    [InlineData("bn1d/4x3x5/eval/eps=1E-50/stats=zero/bias=infinite", true)]
    [InlineData("bn1d/4x3x5/eval/running_mean=infinite", false)]
    [InlineData("bn1d/4x3x5/eval/bias=infinite", false)]
    [InlineData("bn1d/4x3x5/eval/running_var=infinite", false)]
    [InlineData("bn1d/4x3x5/eval/running_var=negative", false)]
    public void Only_where_libtorchs_coefficients_may_be_infinite_its_output_has_no_bound(string descriptor, bool unbounded)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        ErrorBounds bounds = Bounds(trial, LibtorchArithmetic.OfForward(trial.Case));
        Assert.Equal(unbounded, bounds.All(Quantity.Output, trial.Inputs.Input.Count).Contains(double.PositiveInfinity));
        Assert.DoesNotContain(double.PositiveInfinity, Bounds(trial, Arithmetic.DoubleSums).All(Quantity.Output, trial.Inputs.Input.Count));
    }

    [LiveFact("torchsharp")]
    public void TorchSharp_is_within_libtorchs_bound_whatever_parameters_and_gradients_are() => LiveOracle.Use(
        oracle =>
        {
            foreach (Trial trial in HarshTrials.Parameters.Where(trial => oracle.WhyNot(trial.Case) is null))
                WithinBounds(trial, oracle.Run(trial), ExactAnswer.Of(trial),
                    new(trial.Case, ChannelSummary.Of(trial), LibtorchArithmetic.OfForward(trial.Case), backward: LibtorchArithmetic.OfBackward(trial.Case)));
            return 0;
        },
        "torchsharp");

    // An infinite weight over a variance of 0; planes that are all the same under one gradient each, and the other way about; a factor that overflows
    // though the result does not; one that is subnormal, under large gradients; one that is 0 to a float, under infinities;
    // a mean that overflows, and a coefficient of a result that does not; an infinite slope over a count that float16 takes for ∞;
    // 242 numbers of eight bits whose sum is 0.
    [LiveTheory("torchsharp")]
    [InlineData("bn1d/11x1x129/pooled/eps=0/weight=infinite/mean1e8")]
    [InlineData("bn2d/2x1x2x1/expanded/grad=pooled")]
    [InlineData("bn1d/2x1x125/pooled/grad=expanded/mean1e4")]
    [InlineData("bn2d/1x1x1x1/eval/weight=subnormal/running_var=huge/infinite")]
    [InlineData("bn1d/3x3x2/eval/weight=subnormal/running_var=huge/running_mean=infinite")]
    [InlineData("bn2d/2x3x2x2/channels_last/f64/eval/weight=subnormal/running_var=huge/grad_output=infinite")]
    [InlineData("bn1d/3x3x2/sliced/f64/eval/weight=subnormal/running_var=huge/infinite")]
    [InlineData("bn2d/1x3x1x3/weight=huge/bias=huge/offset4/seed=1706888381")]
    [InlineData("bn1d/1x2/every_other_column/f64/eval/weight=huge/bias=infinite/overflow")]
    [InlineData("bn1d/249x7x1/bias=infinite/huge/seed=534008072")]
    [InlineData("bn2d/1x4x6x1/every_other_column/f64/eps=0/weight=huge/tiny")]
    [InlineData("bn2d/1x1x1x1/f64/eval/weight=subnormal/grad_output=offset/seed=1")]
    [InlineData("bn2d/17x16x7x1/some_entries/grad=every_other_row/f64/eval/momentum=1.5/tracked=1000/weight=subnormal/grad_output=offset/offset4/seed=826374683")]
    [InlineData("bn1d/66516x1/some_entries/f16/eps=0/nobias/requires=input/running_var=negative/grad_output=infinite/seed=2116456965")]
    [InlineData("bn1d/242x1x1/bf16/seed=1272355384")]
    public void What_was_drawn_and_failed_though_right_passes(string descriptor) => LiveOracle.Use(
        oracle =>
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
            BatchNormResult expected = oracle.Run(trial);
            Assert.All(KernelCatalog.All, kernel => Assert.True(ParityCheck.Compare(kernel, trial, expected).Passed, kernel.Name));
            return 0;
        },
        "torchsharp");

    [LiveFact("torchsharp")]
    public void TorchSharp_is_within_libtorchs_bound() => WithinLibtorchsBound("torchsharp");

    [LiveFact("pytorch")]
    public void PyTorch_is_within_libtorchs_bound() => WithinLibtorchsBound("pytorch");

    [Fact]
    public void Everything_recorded_is_within_libtorchs_bound()
    {
        using var recorded = (RecordedOracle)OracleCatalog.Open("recorded").Oracle;
        foreach (Trial trial in recorded.Trials)
            if (recorded.Run(trial) is { Error: null } result && trial.Case.DType != DType.Int64)
                WithinBounds(trial, result, ExactAnswer.Of(trial), Bounds(trial, LibtorchArithmetic.OfForward(trial.Case)));
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_result_that_is_a_few_ulp_off_is_outside_on_ordinary_data(string kernel)
    {
        Trial trial = HarshTrials.Make(CaseDescriptor.Parse("bn2d/4x3x8x8/seed=5"), "normal");
        BatchNormResult exact = ExactAnswer.Of(trial);
        BatchNormResult actual = KernelRun.Run(KernelCatalog.All.Single(entry => entry.Name == kernel), trial);
        ErrorBounds bounds = Bounds(trial, ArithmeticOf(kernel, trial));
        foreach (Quantity quantity in QuantityNames.All.Where(quantity => quantity != Quantity.NumBatchesTracked))
        {
            int ulp = quantity is Quantity.GradInput or Quantity.GradWeight or Quantity.GradBias ? 16 : 4;
            int caught = Enumerable.Range(0, actual[quantity]!.Count).Count(i =>
            {
                float value = (float)actual[quantity]![i];
                double moved = value + ulp * (MathF.BitIncrement(Math.Abs(value)) - Math.Abs(value));
                return Math.Abs(moved - exact[quantity]![i]) > bounds.Bound(quantity, i);
            });
            Assert.True(caught >= 0.75 * actual[quantity]!.Count, $"{quantity.TorchName()}: {caught}");
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void The_bound_of_floats_is_nearly_reached(string kernel)
    {
        var largest = new double[QuantityNames.All.Count];
        foreach (Trial trial in HarshTrials.All("normal").Where(trial => trial.Case.DType == DType.Float32))
        {
            (BatchNormResult exact, ErrorBounds bounds) = (ExactAnswer.Of(trial), Bounds(trial, ArithmeticOf(kernel, trial)));
            BatchNormResult actual = KernelRun.Run(KernelCatalog.All.Single(entry => entry.Name == kernel), trial);
            foreach (Quantity quantity in QuantityNames.All.Where(quantity => quantity != Quantity.NumBatchesTracked))
                for (int i = 0; i < Math.Min(actual[quantity]?.Count ?? 0, exact[quantity]?.Count ?? 0); i++)
                    if (bounds.Bound(quantity, i) is > 0 and var bound)
                        largest[(int)quantity] =
                            Math.Max(largest[(int)quantity], Math.Abs(actual[quantity]![i] - exact[quantity]![i]) / bound);
        }

        largest[(int)Quantity.NumBatchesTracked] = 1;
        Assert.All(largest, ratio => Assert.InRange(ratio, 0.7, 1));
    }

    [Theory]
    [InlineData("bn2d/4x3x8x8/seed=5")]
    [InlineData("bn2d/4x3x8x8/channels_last/seed=5")]
    [InlineData("bn1d/40x3/seed=5")]
    public void The_biased_variance_in_place_of_the_unbiased_is_not_explained(string descriptor)
    {
        Trial trial = HarshTrials.Make(CaseDescriptor.Parse(descriptor), "normal");
        BatchNormCase c = trial.Case;
        ErrorBounds bounds = Bounds(trial, LibtorchArithmetic.OfForward(c));
        for (int channel = 0; channel < c.Channels; channel++)
        {
            double variance = ExactAnswer.Of(trial)[Quantity.BatchVar]![channel];
            double mistake = c.Momentum!.Value * variance / (c.ValuesPerChannel - 1);
            Assert.True(mistake > 100 * bounds.Bound(Quantity.RunningVar, channel));
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_mean_of_gradients_that_is_subnormal_is_within_the_bound(string kernel)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x7823x1x1/f64/eval/nobias/notrack/stats=fresh/underflow/seed=673501277"));
        BatchNormResult actual = KernelRun.Run(KernelCatalog.All.Single(entry => entry.Name == kernel), trial);
        WithinBounds(trial, actual, ExactAnswer.Of(trial), Bounds(trial, ArithmeticOf(kernel, trial)));
    }

    [Fact]
    public void Sums_in_float_explain_a_constant_channel_of_1e10_that_is_far_from_0()
    {
        Trial trial = HarshTrials.Make(CaseDescriptor.Parse("bn2d/16x2x8x8/channels_last"), "constant 1e10");
        Assert.InRange(Bounds(trial, Arithmetic.LibtorchRows).Bound(Quantity.Output, 0), 1, 1e9);
        Assert.InRange(Bounds(trial, Arithmetic.DoubleThroughout).Bound(Quantity.Output, 0), 0, 1e-6);
    }

    [Fact]
    public void Squares_beyond_a_float_explain_any_variance_of_libtorch_and_none_of_a_kernel()
    {
        Trial trial = HarshTrials.Make(CaseDescriptor.Parse("bn2d/2x2x4x4"), "overflow");
        Assert.Equal(double.PositiveInfinity, Bounds(trial, Arithmetic.LibtorchPlanes).Bound(Quantity.RunningVar, 0));
        Assert.InRange(Bounds(trial, Arithmetic.DoubleThroughout).Bound(Quantity.Output, 0), 0, 1e-6);
        // The factor becomes 0, so that the output is the bias and no further off than the exact normalised value.
        Assert.InRange(Bounds(trial, Arithmetic.LibtorchPlanes).Bound(Quantity.Output, 0), 0, 20);
    }

    [Theory]
    [InlineData(Arithmetic.DoubleThroughout)]
    [InlineData(Arithmetic.DoubleSums)]
    internal void Statistics_that_are_exact_in_any_order_have_no_room(Arithmetic arithmetic)
    {
        BatchNormCase c = CaseDescriptor.Parse("bn1d/4x1");
        Trial trial = CaseData.Generate(c);
        trial = trial with { Inputs = trial.Inputs with { Input = DenseTensor.From<float>([1, 3, 5, 7], 4, 1) } };
        Assert.Equal(0, Bounds(trial, arithmetic).Bound(Quantity.BatchMean, 0));
        if (arithmetic == Arithmetic.DoubleThroughout)
            Assert.Equal(0, Bounds(trial, arithmetic).Bound(Quantity.BatchVar, 0));
    }

    [Theory]
    [InlineData("bn2d/2x3x4x4", Arithmetic.LibtorchPlanes)]
    [InlineData("bn2d/2x3x4x4/channels_last", Arithmetic.LibtorchRows)]
    [InlineData("bn2d/2x1x4x4/channels_last", Arithmetic.LibtorchPlanes)]
    [InlineData("bn2d/2x3x1x1/channels_last", Arithmetic.LibtorchRows)]
    [InlineData("bn1d/4x3", Arithmetic.LibtorchRows)]
    [InlineData("bn1d/4x3x1", Arithmetic.LibtorchRows)]
    [InlineData("bn1d/4x3x2", Arithmetic.LibtorchPlanes)]
    [InlineData("bn1d/4x3x2/features_last", Arithmetic.LibtorchStrided)]
    [InlineData("bn1d/4x3/permuted", Arithmetic.LibtorchStrided)]
    [InlineData("bn2d/2x3x4x4/permuted", Arithmetic.LibtorchStrided)]
    [InlineData("bn2d/2x3x4x4/sliced", Arithmetic.LibtorchStrided)]
    [InlineData("bn2d/2x3x4x4/expanded", Arithmetic.LibtorchStrided)]
    [InlineData("bn2d/1x3x4x4/expanded", Arithmetic.LibtorchPlanes)]
    [InlineData("bn2d/2x3x4x4/grad=sliced", Arithmetic.LibtorchPlanes)]
    [InlineData("bn1d/4x1x2/features_last", Arithmetic.LibtorchRows)]
    [InlineData("bn1d/4x3x1/features_last", Arithmetic.LibtorchPlanes)]
    internal void Libtorchs_path_follows_layout_and_lengths(string descriptor, Arithmetic expected) =>
        Assert.Equal(expected, LibtorchArithmetic.OfForward(CaseDescriptor.Parse(descriptor)));

    [Theory]
    [InlineData("bn2d/2x3x4x4", Arithmetic.LibtorchPlanes)]
    [InlineData("bn2d/2x3x4x4/channels_last", Arithmetic.LibtorchRows)]
    [InlineData("bn2d/2x3x4x4/grad=channels_last", Arithmetic.LibtorchStrided)]
    [InlineData("bn2d/2x3x4x4/channels_last/grad=contiguous", Arithmetic.LibtorchStrided)]
    [InlineData("bn1d/4x3/grad=sliced", Arithmetic.LibtorchStrided)]
    internal void Libtorchs_path_in_backward_is_the_general_one_unless_both_lie_in_one_order(string descriptor, Arithmetic expected) =>
        Assert.Equal(expected, LibtorchArithmetic.OfBackward(CaseDescriptor.Parse(descriptor)));

    static Arithmetic ArithmeticOf(string kernel, Trial trial) =>
        kernel == "simd" ? Arithmetic.DoubleSums
        : trial.Case.DType == DType.Float64 ? Arithmetic.CompensatedStatistics
        : Arithmetic.DoubleThroughout;

    static ErrorBounds Bounds(Trial trial, Arithmetic arithmetic) =>
        new(trial.Case, ChannelSummary.Of(trial), arithmetic);

    static void WithinLibtorchsBound(string name) => LiveOracle.Use(oracle =>
    {
        foreach (Trial trial in HarshTrials.Patterns.SelectMany(HarshTrials.All))
            if (oracle.Run(trial) is { Error: null } result)
                WithinBounds(trial, result, ExactAnswer.Of(trial), Bounds(trial, LibtorchArithmetic.OfForward(trial.Case)));
        return true;
    }, name);

    static void WithinBounds(Trial trial, BatchNormResult actual, BatchNormResult exact, ErrorBounds bounds)
    {
        foreach (Quantity quantity in QuantityNames.All)
            for (int i = 0; i < Math.Min(actual[quantity]?.Count ?? 0, exact[quantity]?.Count ?? 0); i++)
            {
                double value = actual[quantity]![i], truth = exact[quantity]![i], bound = bounds.Bound(quantity, i);
                double rounded = trial.Case.DType == DType.Float32 ? (float)truth : truth;
                if (!value.Equals(rounded) && !double.IsPositiveInfinity(bound) && !(Math.Abs(value - truth) <= bound))
                    Assert.Fail($"{trial.Descriptor} {quantity.TorchName()}[{i}]: {value:R}, exact {truth:R}, bound {bound:R}");
            }
    }
}
