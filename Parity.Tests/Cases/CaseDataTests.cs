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
}
