using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Tests.Cases;

public sealed class CaseDataTests
{
    [Fact]
    public void The_numbers_of_a_seed_never_change()
    {
        // A replay line in somebody's log must show the same numbers for ever; these bits are part of the format.
        var random = new CounterRandom(42, 0);
        Assert.Equal(0xBFF4E8841C83A648UL, BitConverter.DoubleToUInt64Bits(random.Normal(0)));
        Assert.Equal(0x3FB68B67AA350ED0UL, BitConverter.DoubleToUInt64Bits(random.Uniform(1)));
    }

    [Fact]
    public void Normal_numbers_have_mean_zero_and_deviation_one()
    {
        var random = new CounterRandom(1, 2);
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => random.Normal(i))];
        double mean = values.Average();
        Assert.InRange(mean, -0.01, 0.01);
        Assert.InRange(values.Average(v => (v - mean) * (v - mean)), 0.98, 1.02);
        Assert.InRange(values.Max(Math.Abs), 3.5, 5.2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10_007)]
    public void Normal_numbers_four_at_a_time_are_those_one_by_one(int count)
    {
        var random = new CounterRandom(-7, 3);
        var all = new double[count];
        random.Normals(all);
        Assert.Equal([.. Enumerable.Range(0, count).Select(i => random.Normal(i))], all);
    }

    [Fact]
    public void Streams_seeds_and_indices_give_other_numbers()
    {
        ulong[] bits = [.. from seed in Enumerable.Range(0, 20)
                           from stream in Enumerable.Range(0, 10)
                           from index in Enumerable.Range(0, 50)
                           select new CounterRandom(seed, stream).Bits(index)];
        Assert.Equal(bits.Length, bits.Distinct().Count());
    }

    [Theory]
    [InlineData("bn1d/2x9/relu")]
    [InlineData("bn1d/2x3x9/relu/features_last")]
    [InlineData("bn2d/2x9x1x2/relu/channels_last")]
    public void A_channel_after_relu_is_never_all_zero(string descriptor)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor) with { Seed = seed });
            var channels = new float[9];
            float[] values = trial.Inputs.Input.Values<float>().ToArray();
            for (int i = 0; i < values.Length; i++)
                channels[trial.Case.Layout == Layout.FeaturesLast ? i % 9 : i / (values.Length / 18) % 9] += values[i];
            Assert.DoesNotContain(0f, channels);
        }
    }

    [Fact]
    public void Special_values_stand_anywhere_in_a_channel_and_every_channel_may_have_any_kind()
    {
        HashSet<int> places = [];
        foreach (int kind in Enumerable.Range(0, 4))
            for (int seed = kind; seed < 400; seed += 4)
            {
                float[] values = CaseData.Generate(CaseDescriptor.Parse($"bn1d/7x1/specials/seed={seed}")).Inputs.Input.Values<float>().ToArray();
                Assert.Equal(kind == 0 ? 1 : 0, values.Count(float.IsNaN));
                Assert.Equal(kind == 1 ? 1 : 0, values.Count(float.IsInfinity));
                Assert.Equal(kind == 2 ? 7 : 0, values.Count(float.IsSubnormal));
                if (kind == 0)
                    places.Add(Array.FindIndex(values, float.IsNaN));
            }

        Assert.Equal(7, places.Count);
    }

    [Theory]
    [InlineData("bn2d/2x3x4x5/nobias/underflow")]
    [InlineData("bn2d/2x3x4x5/eval/stats=fresh/nobias/underflow")]
    public void Where_everything_underflows_outputs_and_gradients_are_subnormal(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        BatchNormResult result = KernelRun.Run(KernelCatalog.All.Single(entry => entry.Name == "manual"), trial);
        foreach (Quantity quantity in new[] { Quantity.Output, Quantity.GradInput })
        {
            float[] values = result[quantity]!.Values<float>().ToArray();
            Assert.InRange(values.Count(float.IsSubnormal), 0.8 * values.Length, values.Length);
        }
    }

    [Fact]
    public void Parameters_exist_as_the_options_say()
    {
        BatchNormInputs none = CaseData.Generate(CaseDescriptor.Parse("bn1d/2x3/noaffine/notrack")).Inputs;
        Assert.Equal((null, null, null, null), (none.Weight, none.Bias, none.RunningMean, none.RunningVar));
        BatchNormInputs all = CaseData.Generate(CaseDescriptor.Parse("bn1d/2x3")).Inputs;
        Assert.All([all.Weight, all.Bias, all.RunningMean, all.RunningVar], tensor => Assert.Equal(3, tensor!.Count));
    }

    [Theory]
    [InlineData("zero", 0, 9)]
    [InlineData("pruned", 0, 3)]
    [InlineData("minuszero", 0, 9)]
    [InlineData("huge", 1, 3)]
    [InlineData("nan", 2, 3)]
    [InlineData("infinite", 3, 3)]
    [InlineData("subnormal", 4, 9)]
    [InlineData("negative", 5, 9)]
    public void A_parameters_pattern_is_that_of_one_channel_in_three_or_of_all(string pattern, int kind, int channels)
    {
        Predicate<float>[] kinds =
        [
            value => value == 0, value => Math.Abs(value) > 1e34 && float.IsFinite(value), float.IsNaN, float.IsInfinity, float.IsSubnormal, value => value < 0,
        ];
        for (int seed = 0; seed < 10; seed++)
        {
            BatchNormInputs inputs = CaseData.Generate(CaseDescriptor.Parse($"bn1d/2x9/weight={pattern}/bias={pattern}/running_mean={pattern}/seed={seed}")).Inputs;
            foreach (DenseTensor? tensor in new[] { inputs.Weight, inputs.Bias, inputs.RunningMean })
                Assert.Equal(channels, tensor!.Values<float>().ToArray().Count(value => kinds[kind](value)));
            Assert.Equal(pattern == "minuszero", float.IsNegative(inputs.Weight!.Values<float>()[8]) && inputs.Weight[8] == 0);
        }
    }

    [Fact]
    public void A_single_channel_has_what_its_pattern_says()
    {
        for (int seed = 0; seed < 5; seed++)
            Assert.True(double.IsNaN(CaseData.Generate(CaseDescriptor.Parse($"bn1d/2x1/weight=nan/seed={seed}")).Inputs.Weight![0]));
    }

    [Fact]
    public void A_negative_variance_is_below_minus_eps_in_some_channels_and_above_it_in_others()
    {
        float[] variances = CaseData.Generate(CaseDescriptor.Parse("bn1d/2x9/eval/eps=0.1/running_var=negative")).Inputs.RunningVar!.Values<float>().ToArray();
        Assert.Equal((3, 3, 3), (variances.Count(v => v < -0.1), variances.Count(v => v == -0.05f), variances.Count(v => v > 0)));
    }

    [Theory]
    [InlineData("zeros", 24, 24)]
    [InlineData("halved", 6, 18)]
    [InlineData("ordinary", 0, 0)]
    public void A_gradients_pattern_has_its_zeros(string pattern, int least, int most)
    {
        string part = pattern == "ordinary" ? "" : $"/grad_output={pattern}";
        float[] values = CaseData.Generate(CaseDescriptor.Parse($"bn1d/4x3x2{part}")).Inputs.GradOutput.Values<float>().ToArray();
        Assert.InRange(values.Count(value => value == 0), least, most);
    }

    [Theory]
    [InlineData("grad_output=nan", 3)]
    [InlineData("grad_output=infinite", 3)]
    [InlineData("grad=scalar/grad_output=nan", 216)]
    [InlineData("grad=pooled/grad_output=infinite", 3 * 6)]
    public void A_gradient_that_is_no_number_reaches_one_channel_in_three(string part, int count)
    {
        float[] values = CaseData.Generate(CaseDescriptor.Parse($"bn2d/4x9x2x3/{part}")).Inputs.GradOutput.Values<float>().ToArray();
        Assert.Equal(count, values.Count(value => !float.IsFinite(value)));
    }

    [Fact]
    public void What_memory_repeats_has_one_value()
    {
        float[] pooled = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x3x2x3/pooled")).Inputs.Input.Values<float>().ToArray();
        Assert.All(pooled.Chunk(6), plane => Assert.Single(plane.Distinct()));
        Assert.Equal(6, pooled.Distinct().Count());
        float[] transposed = CaseData.Generate(CaseDescriptor.Parse("bn1d/2x5x3/features_last/grad=pooled")).Inputs.GradOutput.Values<float>().ToArray();
        Assert.Equal(6, transposed.Distinct().Count());
        Assert.Equal(transposed[0], transposed[3]);
        Assert.Single(CaseData.Generate(CaseDescriptor.Parse("bn1d/2x3/grad=scalar")).Inputs.GradOutput.Values<float>().ToArray().Distinct());
    }
}
