using Parity.Cases;
using Parity.Fixtures;
using Parity.Tensors;

namespace Parity.Tests.Fixtures;

public sealed class OwnBatchTests : IDisposable
{
    static readonly DenseTensor batch = DenseTensor.From<float>([1, 2, 3, 4, 5, 7], 3, 2);
    static readonly DenseTensor two = DenseTensor.From<float>([2, 3], 2);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_batch_alone_goes_through_a_fresh_layer()
    {
        Trial trial = Own([("input", batch)]).Read();
        Assert.Equal(("input/my-batch/eval", BatchNormModule.BatchNorm1d, false), (trial.Descriptor, trial.Case.Module, trial.Case.Training));
        Assert.Equal([1, 1, 0, 0, 0, 0, 1, 1], Values(trial.Inputs.Weight, trial.Inputs.Bias, trial.Inputs.RunningMean, trial.Inputs.RunningVar));
        Assert.Equal(batch.Shape, trial.Inputs.GradOutput.Shape);
        Assert.True(trial.Inputs.GradOutput.Values<float>().ToArray().Distinct().Count() > 3);
    }

    [Fact]
    public void A_layer_has_what_its_file_has()
    {
        Trial trial = Own([("input", batch), ("running_mean", two), ("running_var", two), ("num_batches_tracked", DenseTensor.Scalar(9))]).Read();
        Assert.Equal((false, true, 9L), (trial.Case.Affine, trial.Case.TrackRunningStats, trial.Case.NumBatchesTracked));
        trial = Own([("input", batch), ("bias", two)]).Read();
        Assert.Equal((true, true, false, false), (trial.Case.Affine, trial.Case.NoWeight, trial.Case.NoBias, trial.Case.TrackRunningStats));
    }

    [Fact]
    public void A_layer_of_a_whole_net_is_found_by_its_prefix_and_converted()
    {
        Write("net", ("bn.weight", DenseTensor.From<double>([0.1, 2], 2)), ("bn.bias", two), ("fc.weight", batch));
        Trial trial = (Own([("input", batch)]) with { State = folder.File("net.safetensors"), Layer = "bn." }).Read();
        Assert.Equal([0.1f, 2, 2, 3], Values(trial.Inputs.Weight, trial.Inputs.Bias));
        Assert.Equal(DType.Float32, trial.Inputs.Weight!.DType);
    }

    [Fact]
    public void Metadata_says_what_a_fixtures_does()
    {
        OwnBatch own = Own([("input", batch)], ("eps", "0.5"), ("momentum", "null"), ("training", "true"), ("affine", "false"), ("format", "pt")) with { Training = null };
        BatchNormCase c = own.Read().Case;
        Assert.Equal((0.5, null, true, false), (c.Eps, c.Momentum, c.Training, c.Affine));
        Assert.Equal((0.25, 0.5), ((Own([("input", batch)]) with { Eps = 0.25, Momentum = 0.5 }).Read().Case is { } said ? (said.Eps, said.Momentum!.Value) : default));
    }

    [Theory]
    [InlineData(DType.Float32, true)]
    [InlineData(DType.Float16, false)]
    public void Parameters_of_float32_beside_half_the_bits_stay_what_they_are(DType dtype, bool float32Parameters)
    {
        Trial trial = Own([("input", batch.As(DType.Float16)), ("weight", two.As(dtype)), ("bias", two.As(dtype))]).Read();
        Assert.Equal((float32Parameters, dtype), (trial.Case.Float32Parameters, trial.Inputs.Weight!.DType));
    }

    [Fact]
    public void An_array_of_numpy_is_the_input()
    {
        byte[] header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"u8.ToArray();
        File.WriteAllBytes(folder.File("x.npy"), [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. batch.Bytes]);
        Assert.Equal(batch.Bytes.ToArray(), new OwnBatch(folder.File("x.npy")) { Training = true }.Read().Inputs.Input.Bytes.ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_would()
    {
        Refused("has no tensor 'input'", Own([("weight", two)]));
        Refused("'inputs' is no input of a step; allowed are input, grad_output, weight,", Own([("input", batch), ("inputs", batch)]));
        Refused("its metadata has 'epsilon'; allowed are module,", Own([("input", batch)], ("epsilon", "1")));
        Refused("--train or --eval?", Own([("input", batch)]) with { Training = null });
        Refused("metadata says training is true, the command line false", Own([("input", batch)], ("training", "true")));
        Refused("'weight' has 6 values, the batch has 2 channels", Own([("input", batch), ("weight", DenseTensor.From<float>([1, 2, 3, 4, 5, 6], 6))]));
        Refused("'grad_output' is float32 [2], 'input' is float32 [3, 2]", Own([("input", batch), ("grad_output", two)]));
        Refused("has one of 'running_mean' and 'running_var'", Own([("input", batch), ("running_var", two)]));
        Refused("metadata says affine is true, the layer's tensors say false", Own([("input", batch), ("running_mean", two), ("running_var", two)], ("affine", "true")));
        Refused("a batch is (N, C), (N, C, L) or (N, C, H, W)", Own([("input", two)]));
        Write("net", ("bn.weight", two), ("bn.running_mean", two));
        OwnBatch own = Own([("input", batch)]) with { State = folder.File("net.safetensors") };
        Refused("--prefix names the layer in the state of a whole net; layers with running statistics begin with 'bn.'", own);
        Refused("no name begins with 'layer1.'", own with { Layer = "layer1." });
        Refused("is of no kind that is read; allowed are .safetensors, and .npy", new OwnBatch(folder.File("x.pt")));
    }

    static void Refused(string says, OwnBatch own)
    {
        if (own.File.EndsWith(".pt", StringComparison.Ordinal))
            File.WriteAllText(own.File, "");
        Assert.Contains(says, Assert.Throws<UnusableException>(own.Read).Message, StringComparison.Ordinal);
    }

    OwnBatch Own((string, DenseTensor)[] tensors, params (string Key, string Value)[] metadata) =>
        new(Write("My batch", metadata, tensors)) { Training = false };

    string Write(string name, params (string, DenseTensor)[] tensors) => Write(name, [], tensors);

    string Write(string name, (string Key, string Value)[] metadata, (string Name, DenseTensor Tensor)[] tensors)
    {
        string path = folder.File(name + ".safetensors");
        File.WriteAllBytes(path, SafetensorsWriter.ToBytes(new(
            metadata.ToDictionary(entry => entry.Key, entry => entry.Value), tensors.ToDictionary(entry => entry.Name, entry => entry.Tensor))));
        return path;
    }

    static float[] Values(params DenseTensor?[] tensors) => [.. tensors.SelectMany(tensor => tensor!.Values<float>().ToArray())];
}
