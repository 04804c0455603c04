using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Tests.Reference;

/// <summary>The textbook walk-through: seed 42, x = randn(4, 3, 32, 32), default BatchNorm2d(3), allclose is True.</summary>
public sealed class WorkedExampleTests
{
    // As TorchSharp 0.99.6 answered it, over libtorch 1.13, and 0.107.0 over libtorch 2.10.
    const string Older = "worked-example-4x3x32x32-seed42", Newer = "torchsharp-worked-example-4x3x32x32-seed42";

    static readonly FixtureSet fixtures = FixtureSet.Load(FixtureFolder.Find());

    [Theory, InlineData(Older), InlineData(Newer)]
    public void The_manual_module_gives_what_torch_gave(string name)
    {
        Fixture fixture = Named(name);
        float[] x = fixture.Trial.Inputs.Input.Values<float>().ToArray();

        var bn = new BatchNorm2d<float>(3);
        Tensor<float> y = bn.Forward(new ReadOnlyTensorSpan<float>(x, [4, 3, 32, 32]));

        AssertAllclose(fixture.Expected[Quantity.Output]!, y.ToArray());
        AssertAllclose(fixture.Expected[Quantity.RunningMean]!, bn.RunningMean!);
        AssertAllclose(fixture.Expected[Quantity.RunningVar]!, bn.RunningVar!);
        Assert.Equal(1, bn.NumBatchesTracked);
    }

    [Theory, InlineData(Older), InlineData(Newer)]
    public void It_is_the_formula_with_mean_and_biased_variance_over_batch_height_and_width(string name)
    {
        Fixture fixture = Named(name);
        float[] x = fixture.Trial.Inputs.Input.Values<float>().ToArray();
        ReadOnlySpan<float> output = fixture.Expected[Quantity.Output]!.Values<float>();
        for (int c = 0; c < 3; c++)
        {
            int[] channel = [.. Enumerable.Range(0, x.Length).Where(i => i / 1024 % 3 == c)];
            double mean = channel.Average(i => (double)x[i]);
            double variance = channel.Average(i => (x[i] - mean) * (x[i] - mean));
            foreach (int i in channel)
                Assert.Equal((x[i] - mean) / Math.Sqrt(variance + 1e-5), output[i], 2e-6);
        }
    }

    [Fact]
    public void Both_versions_were_asked_the_same()
    {
        (Fixture older, Fixture newer) = (Named(Older), Named(Newer));
        Assert.Equal("TorchSharp 0.99.6 (libtorch 1.13.1)", older.Oracle);
        Assert.Equal("TorchSharp 0.107.0 (libtorch 2.10.0)", newer.Oracle);
        foreach (((string input, DenseTensor? before), (_, DenseTensor? after)) in InputNames.Of(older.Trial.Inputs).Zip(InputNames.Of(newer.Trial.Inputs)))
            Assert.True(before!.Bytes.SequenceEqual(after!.Bytes), input);
    }

    static Fixture Named(string name) => fixtures.Find(Fixture.DescriptorOf(name))!;

    static void AssertAllclose(DenseTensor expected, float[] actual) =>
        Assert.True(TensorComparison.Compare(DenseTensor.From<float>(actual, [.. expected.Shape]), expected, Tolerance.Allclose).Allclose);
}
