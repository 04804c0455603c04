using System.Globalization;
using Parity.Cases;
using Parity.Sequences;
using Parity.Tensors;

namespace Parity.Oracles;

/// <summary>A module that lives in the PyTorch worker.</summary>
sealed class PyTorchSession : IModuleSession
{
    readonly PyTorchOracle oracle;
    readonly string about;
    readonly int workerId;

    /// <summary>Makes the module.</summary>
    /// <exception cref="OracleFailureException">The worker gave no answer.</exception>
    public PyTorchSession(PyTorchOracle oracle, ModuleStart start)
    {
        this.oracle = oracle;
        about = SequenceDescriptor.Format(new ModuleSequence(start, []));
        Dictionary<string, string> metadata = Message("open");
        metadata["module"] = start.Module.ToString();
        metadata["num_features"] = start.Channels.ToString(CultureInfo.InvariantCulture);
        metadata["dtype"] = SafetensorsDType.Name(start.DType);
        metadata["eps"] = start.Eps.ToString("R", CultureInfo.InvariantCulture);
        metadata["momentum"] = Text(start.Momentum);
        metadata["affine"] = start.Affine ? "true" : "false";
        metadata["track_running_stats"] = start.TrackRunningStats ? "true" : "false";
        metadata["none"] = string.Join(' ', new[] { start.NoWeight ? "weight" : null, start.NoBias ? "bias" : null }.OfType<string>());
        Opened = Read(oracle.Exchange(new SafetensorsContent(metadata, new Dictionary<string, DenseTensor>()), about, null));
        workerId = oracle.WorkerId!.Value;
    }

    /// <summary>The fresh module; without tensors where torch could not make it.</summary>
    public ModuleSnapshot Opened { get; }

    /// <inheritdoc/>
    public ModuleSnapshot Apply(ModuleCommand command, IReadOnlyList<Trial> data)
    {
        Dictionary<string, string> metadata = Message("apply");
        metadata["action"] = SequenceDescriptor.Name(command.Action);
        var tensors = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        if (ModuleCommand.TakesNumber(command.Action))
            metadata["argument"] = Text(command.Number);
        for (int i = 0; i < data.Count; i++)
        {
            PyTorchOracle.Place(metadata, data[i].Case);
            string which = i == 0 ? "" : (i + 1).ToString(CultureInfo.InvariantCulture);
            tensors["input" + which] = data[i].Inputs.Input;
            tensors["grad_output" + which] = data[i].Inputs.GradOutput;
        }

        return Exchange(metadata, tensors);
    }

    /// <summary>Replaces parameters and buffers, whatever their sizes.</summary>
    /// <param name="tensors">The new ones.</param>
    /// <param name="none">Names of those that go.</param>
    public ModuleSnapshot Put(IReadOnlyDictionary<string, DenseTensor> tensors, params IEnumerable<string> none)
    {
        Dictionary<string, string> metadata = Message("put");
        metadata["none"] = string.Join(' ', none);
        return Exchange(metadata, tensors);
    }

    /// <summary>Goes on with a new module that loads a state_dict.</summary>
    public ModuleSnapshot Load(IReadOnlyDictionary<string, DenseTensor> state) => Exchange(Message("load"), state);

    /// <summary>Uses the module in a bad way.</summary>
    public BadUseAnswer Attempt(BadUse use)
    {
        Put(
            use.Replaced.Where(entry => entry.Length is not null)
                .ToDictionary(entry => entry.Name, entry => new DenseTensor(use.Start.DType, [entry.Length!.Value])),
            use.Replaced.Where(entry => entry.Length is null).Select(entry => entry.Name));
        Apply(new ModuleCommand(use.Training ? ModuleAction.Train : ModuleAction.Eval), []);
        Dictionary<string, string> metadata = Message("apply");
        metadata["action"] = SequenceDescriptor.Name(ModuleAction.Infer);
        ModuleSnapshot after = Exchange(metadata, new Dictionary<string, DenseTensor> { ["input"] = use.Input() });
        return new BadUseAnswer(after.Error, after.Tensors.GetValueOrDefault("num_batches_tracked")?.Values<long>()[0]);
    }

    /// <summary>Forgets the module. A worker that is gone has forgotten it.</summary>
    public void Dispose()
    {
        if (oracle.WorkerId == workerId)
            oracle.Exchange(new SafetensorsContent(Message("close"), new Dictionary<string, DenseTensor>()), about, workerId);
    }

    ModuleSnapshot Exchange(Dictionary<string, string> metadata, IReadOnlyDictionary<string, DenseTensor> tensors) =>
        Read(oracle.Exchange(new SafetensorsContent(metadata, tensors), about, workerId));

    static ModuleSnapshot Read(SafetensorsContent answer)
    {
        IReadOnlyDictionary<string, string> metadata = answer.Metadata;
        LibraryError? error = metadata.TryGetValue("error_type", out string? type)
            ? new LibraryError(type, metadata.GetValueOrDefault("error_message", ""))
            : null;
        string momentum = metadata.GetValueOrDefault("momentum", "null");
        return new ModuleSnapshot(
            answer.Tensors,
            metadata.GetValueOrDefault("training") == "true",
            double.Parse(metadata.GetValueOrDefault("eps", "NaN"), CultureInfo.InvariantCulture),
            momentum == "null" ? null : double.Parse(momentum, CultureInfo.InvariantCulture),
            error);
    }

    static Dictionary<string, string> Message(string kind) => new(StringComparer.Ordinal) { ["session"] = kind };

    static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "null";
}
