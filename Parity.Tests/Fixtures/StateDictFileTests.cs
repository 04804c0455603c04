using System.Diagnostics;
using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Oracles;
using Parity.Reference;
using Parity.Sequences;
using Parity.Tensors;
using Parity.Tests.Oracles;

namespace Parity.Tests.Fixtures;

public sealed class StateDictFileTests
{
    static readonly ModuleSpec start = new(BatchNormModule.BatchNorm1d, 3) { Momentum = null };
    static readonly ModuleCommand[] training = [.. SequenceDescriptor.Parse("seq/bn1d/c3,step:4x3:seed=7,update:0.1,step:5x3:relu:seed=8").Commands];
    static readonly ModuleCommand trial = SequenceDescriptor.Parse("seq/bn1d/c3,infer:6x3:seed=9").Commands[0];

    [Fact]
    public void A_state_comes_back_from_a_file_as_it_was()
    {
        var state = new StateDict<float>([("weight", [1, 2.5f]), ("bias", [0, -0f]), ("running_mean", [float.NaN, 3])], 1L << 40);
        StateDict<float> back = StateDictFile.Read<float>(ThroughBytes(StateDictFile.Write(state)), "the file");
        Assert.Equal(state.Keys.Order(), back.Keys.Order());
        Assert.Equal(state.NumBatchesTracked, back.NumBatchesTracked);
        foreach ((string name, float[] values) in state.Tensors)
            Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), back.Tensors[name].Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Another_element_type_is_converted() => Assert.Equal(
        [0.1f], StateDictFile.Read<float>(StateDictFile.Write(new StateDict<double>([("bias", [0.1])], null)), "the file").Tensors["bias"]);

    [Fact]
    public void A_counter_of_one_dimension_or_another_type_is_the_number_that_torch_takes_it_for()
    {
        Assert.Equal(7, CounterOf(DenseTensor.From<long>([7], 1)));
        Assert.Equal(7, CounterOf(DenseTensor.From<double>([7.9])));
        Assert.Equal(7, CounterOf(DenseTensor.From<Half>([(Half)7])));
        Assert.Equal(1L << 40, CounterOf(DenseTensor.Scalar(1L << 40)));
    }

    [Theory]
    [InlineData("I32", new byte[] { 0xfe, 0xff, 0xff, 0xff }, -2)]
    [InlineData("I32", new byte[] { 5, 1, 0, 0 }, 261)]
    [InlineData("I16", new byte[] { 0, 0x80 }, -32768)]
    [InlineData("I8", new byte[] { 0xff }, -1)]
    [InlineData("U8", new byte[] { 0xff }, 255)]
    [InlineData("BOOL", new byte[] { 1 }, 1)]
    public void Integers_of_any_length_are_read(string type, byte[] bytes, long value)
    {
        string header = $$$"""{"num_batches_tracked":{"dtype":"{{{type}}}","shape":[],"data_offsets":[0,{{{bytes.Length}}}]}}""";
        byte[] file = [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header), .. bytes];
        Assert.Equal(value, StateDictFile.Read<float>(SafetensorsReader.Read(file, "the file"), "the file").NumBatchesTracked);
    }

    [Fact]
    public void A_layer_of_a_whole_net_is_read_by_its_prefix()
    {
        StateDict<float> state = StateDictFile.Read<float>(WholeNet(), "the file", "layer1.0.bn1.");
        Assert.Equal(["bias", "running_mean", "weight"], state.Tensors.Keys.Order());
        Assert.Equal(3, state.NumBatchesTracked);
    }

    [Fact]
    public void Names_keep_the_files_order() => Assert.Equal(
        ["bias", "num_batches_tracked", "weight"],
        StateDictFile.Read<float>(Holding(("bias", DenseTensor.From<float>([1], 1)), ("num_batches_tracked", DenseTensor.Scalar(3)), ("weight", DenseTensor.From<float>([2], 1))), "the file").Keys);

    [Fact]
    public void A_prefix_that_no_name_has_is_told_with_those_there_are()
    {
        var error = Assert.Throws<InvalidDataException>(() => StateDictFile.Read<float>(WholeNet(), "the file", "bn2."));
        Assert.Equal("the file: no name begins with 'bn2.'; layers with running statistics begin with 'layer1.0.bn1.'", error.Message);
    }

    [Fact]
    public void What_belongs_to_no_layer_is_unexpected_in_torchs_words()
    {
        StateDict<float> state = StateDictFile.Read<float>(WholeNet(), "the file");
        var error = Assert.Throws<ArgumentException>(() => new BatchNorm2d<float>(2).LoadStateDict(state));
        Assert.Contains("Missing key(s) in state_dict: \"weight\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"conv1.weight\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_batches_tracked", "the file: 'num_batches_tracked' is float32 [1, 1]; the counter is a scalar")]
    [InlineData("weight", "the file: 'weight' is float32 [1, 1]; a layer's weight has one value per channel")]
    public void Another_rank_than_torchs_is_refused(string key, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => StateDictFile.Read<float>(Holding((key, DenseTensor.From<float>([1], 1, 1))), "the file"));
        Assert.Equal(message, error.Message);
    }

    static SafetensorsContent WholeNet() => Holding(
        ("conv1.weight", DenseTensor.From<float>([1, 2, 3, 4], 2, 2, 1, 1)),
        ("layer1.0.bn1.weight", DenseTensor.From<float>([1, 2], 2)),
        ("layer1.0.bn1.bias", DenseTensor.From<float>([3, 4], 2)),
        ("layer1.0.bn1.running_mean", DenseTensor.From<float>([5, 6], 2)),
        ("layer1.0.bn1.num_batches_tracked", DenseTensor.Scalar(3)));

    static SafetensorsContent Holding(params (string Name, DenseTensor Tensor)[] tensors) =>
        new(new Dictionary<string, string>(), tensors.ToDictionary(entry => entry.Name, entry => entry.Tensor));

    static long? CounterOf(DenseTensor counter) =>
        StateDictFile.Read<float>(Holding(("num_batches_tracked", counter)), "the file").NumBatchesTracked;

    [LiveFact(TorchSharpOracle.Key)]
    public void What_TorchSharp_saved_ours_loads()
    {
        (SafetensorsContent saved, ModuleSnapshot expected) = LiveOracle.Use(_ =>
        {
            using var session = new TorchSharpSession(start);
            ModuleSnapshot trained = Trained(session);
            return (ThroughBytes(StateOf(trained)), Inferred(session));
        }, TorchSharpOracle.Key);

        StateDict<float> state = StateDictFile.Read<float>(saved, "TorchSharp's file");
        Assert.Equal(2, state.NumBatchesTracked);
        var ours = new BatchNorm1d<float>(3);
        ours.LoadStateDict(state);
        ours.Eval();
        DenseTensor input = trial.Data(DType.Float32)[0].Inputs.Input;
        float[] output = ours.Forward(new ReadOnlyTensorSpan<float>(input.Values<float>(), [6, 3], [3, 1])).ToArray();
        AssertNear(expected.Tensors["output"].Values<float>().ToArray(), output);
    }

    [LiveFact(TorchSharpOracle.Key)]
    public void What_ours_saved_TorchSharp_loads()
    {
        using var session = new KernelSession(Parity.Reference.KernelCatalog.All[0], start);
        SafetensorsContent file = ThroughBytes(StateOf(Trained(session)));
        ModuleSnapshot expected = Inferred(session);

        (ModuleSnapshot loaded, ModuleSnapshot inferred) = LiveOracle.Use(_ =>
        {
            using var theirs = new TorchSharpSession(start);
            ModuleSnapshot loaded = theirs.Load(file.Tensors);
            return (loaded, Inferred(theirs));
        }, TorchSharpOracle.Key);
        Assert.Null(loaded.Error);
        Assert.Equal(file.Tensors.Keys.Order(), loaded.Tensors.Keys.Order());
        foreach ((string name, DenseTensor tensor) in file.Tensors)
            Assert.Equal(tensor.Bytes.ToArray(), loaded.Tensors[name].Bytes.ToArray());
        AssertNear(expected.Tensors["output"].Values<float>().ToArray(), inferred.Tensors["output"].Values<float>().ToArray());
    }

    [LiveFact("pytorch")]
    public void PyTorch_refuses_what_does_not_fit_in_the_words_that_ours_uses()
    {
        const string Program =
            """
            import torch
            try:
                torch.nn.BatchNorm1d(3).load_state_dict({"weight": torch.ones(4), "num_batches_tracked": torch.tensor(1)})
            except RuntimeError as error:
                print(str(error).splitlines()[0])
            """;
        string python = LiveOracle.Use(oracle => ((PyTorchOracle)oracle).Python, "pytorch");
        using Process process = Process.Start(new ProcessStartInfo(python, ["-c", Program]) { RedirectStandardOutput = true })!;
        string theirs = process.StandardOutput.ReadToEnd().TrimEnd();
        var ours = Assert.Throws<ArgumentException>(() => new BatchNorm1d<float>(3).LoadStateDict(new StateDict<float>([("weight", [1, 2, 3, 4])], 1)));
        Assert.Equal(theirs, ours.Message.Split('\n')[0]);
    }

    static ModuleSnapshot Trained(IModuleSession session)
    {
        ModuleSnapshot last = session.Apply(training[0], training[0].Data(DType.Float32));
        foreach (ModuleCommand command in training[1..])
            last = session.Apply(command, command.Data(DType.Float32));
        return last;
    }

    static ModuleSnapshot Inferred(IModuleSession session)
    {
        session.Apply(new ModuleCommand(ModuleAction.Eval), []);
        return session.Apply(trial, trial.Data(DType.Float32));
    }

    static SafetensorsContent StateOf(ModuleSnapshot snapshot) => new(
        new Dictionary<string, string>(),
        new BatchNorm1d<float>(1).StateDict().Keys.ToDictionary(name => name, name => snapshot.Tensors[name]));

    static SafetensorsContent ThroughBytes(SafetensorsContent content) =>
        SafetensorsReader.Read(SafetensorsWriter.ToBytes(content), "the file");

    static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
