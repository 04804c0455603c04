using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Oracles;
using Parity.Reference;
using Parity.Sequences;
using Parity.Tests.Oracles;

namespace Parity.Tests.Fixtures;

public sealed class StateDictFileTests
{
    const string PyTorch = "pytorch";

    static readonly ModuleStart start = new(BatchNormModule.BatchNorm1d, 3) { Momentum = null };
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
    public void A_counter_that_is_no_int64_scalar_is_refused()
    {
        var content = new SafetensorsContent(
            new Dictionary<string, string>(),
            new Dictionary<string, DenseTensor> { ["num_batches_tracked"] = DenseTensor.From<float>([1], 1) });
        var error = Assert.Throws<InvalidDataException>(() => StateDictFile.Read<float>(content, "the file"));
        Assert.StartsWith("the file: 'num_batches_tracked' is float32 [1]; ", error.Message, StringComparison.Ordinal);
    }

    [LiveFact(PyTorch)]
    public void What_PyTorch_saved_ours_loads()
    {
        (SafetensorsContent saved, ModuleSnapshot expected) = LiveOracle.Use(oracle =>
        {
            using var session = new PyTorchSession((PyTorchOracle)oracle, start);
            ModuleSnapshot last = session.Opened;
            foreach (ModuleCommand command in training)
                last = session.Apply(command, command.Data(DType.Float32));
            session.Apply(new ModuleCommand(ModuleAction.Eval), []);
            return (ThroughBytes(StateOf(last)), session.Apply(trial, trial.Data(DType.Float32)));
        }, PyTorch);

        StateDict<float> state = StateDictFile.Read<float>(saved, "PyTorch's file");
        Assert.Equal(2, state.NumBatchesTracked);
        var ours = new BatchNorm1d<float>(3);
        ours.LoadStateDict(state);
        ours.Eval();
        DenseTensor input = trial.Data(DType.Float32)[0].Inputs.Input;
        float[] output = ours.Forward(new ReadOnlyTensorSpan<float>(input.Values<float>(), [6, 3], [3, 1])).ToArray();
        AssertNear(expected.Tensors["output"].Values<float>().ToArray(), output);
    }

    [LiveFact(PyTorch)]
    public void What_ours_saved_PyTorch_loads()
    {
        using var session = new KernelSession(Parity.Reference.Kernels.KernelCatalog.All[0], start);
        ModuleSnapshot ours = session.Apply(training[0], training[0].Data(DType.Float32));
        foreach (ModuleCommand command in training[1..])
            ours = session.Apply(command, command.Data(DType.Float32));
        SafetensorsContent file = ThroughBytes(StateOf(ours));
        session.Apply(new ModuleCommand(ModuleAction.Eval), []);
        ModuleSnapshot expected = session.Apply(trial, trial.Data(DType.Float32));

        (ModuleSnapshot loaded, ModuleSnapshot inferred) = LiveOracle.Use(oracle =>
        {
            using var theirs = new PyTorchSession((PyTorchOracle)oracle, start);
            ModuleSnapshot loaded = theirs.Load(file.Tensors);
            theirs.Apply(new ModuleCommand(ModuleAction.Eval), []);
            return (loaded, theirs.Apply(trial, trial.Data(DType.Float32)));
        }, PyTorch);
        Assert.Null(loaded.Error);
        Assert.Equal(file.Tensors.Keys.Order(), loaded.Tensors.Keys.Order());
        foreach ((string name, DenseTensor tensor) in file.Tensors)
            Assert.Equal(tensor.Bytes.ToArray(), loaded.Tensors[name].Bytes.ToArray());
        AssertNear(expected.Tensors["output"].Values<float>().ToArray(), inferred.Tensors["output"].Values<float>().ToArray());
    }

    [LiveFact(PyTorch)]
    public void PyTorch_refuses_what_does_not_fit_in_the_words_that_ours_uses()
    {
        var state = new StateDict<float>([("weight", [1, 2, 3, 4])], 1);
        LibraryError? theirs = LiveOracle.Use(oracle =>
        {
            using var session = new PyTorchSession((PyTorchOracle)oracle, start);
            return session.Load(StateDictFile.Write(state).Tensors).Error;
        }, PyTorch);
        var ours = Assert.Throws<ArgumentException>(() => new BatchNorm1d<float>(3).LoadStateDict(state));
        Assert.Equal(theirs!.Message, ours.Message.Split('\n')[0]);
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
