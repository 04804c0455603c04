using System.Globalization;
using Parity.Cases;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Fixtures;

/// <summary>A batch of somebody's own in a file, with the layer that it goes through: a trial that no generator makes.</summary>
/// <remarks>
/// A <c>.npy</c> is the input alone. A <c>.safetensors</c> has <c>input</c> and, where they are known, <c>grad_output</c>,
/// <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> and <c>num_batches_tracked</c>; its metadata may say what
/// a fixture's does. A layer of which nothing is given is a fresh one.
/// </remarks>
/// <param name="File">The file of the batch.</param>
sealed record OwnBatch(string File)
{
    /// <summary>What the descriptor of such a trial begins with.</summary>
    public const string Prefix = "input/";

    // A file of its own numbers tells shape and type by its tensors, and what was drawn by nothing.
    static readonly string[] allowed = ["module", "layout", "grad_layout", "training", "eps", "momentum", "affine", "track_running_stats", "requires", "num_batches_tracked"];

    static readonly string[] perChannel = [InputNames.Weight, InputNames.Bias, InputNames.RunningMean, InputNames.RunningVar];

    /// <summary>A <c>state_dict</c> that the layer's tensors come from; null where the batch's own file has them, or none has.</summary>
    public string? State { get; init; }

    /// <summary>What precedes the layer's names in <see cref="State"/>, such as <c>layer1.0.bn1.</c></summary>
    public string Layer { get; init; } = "";

    /// <summary>Training or eval; null for what the file's metadata says.</summary>
    public bool? Training { get; init; }

    /// <summary>Added to the variance under the root; null for what the metadata says, or 1e-5.</summary>
    public double? Eps { get; init; }

    /// <summary>Share of the batch in the running statistics; null for what the metadata says, or 0.1.</summary>
    public double? Momentum { get; init; }

    /// <summary>Reads the trial.</summary>
    /// <exception cref="UnusableException">A file cannot be read, or does not fit; the message names it, and what would.</exception>
    public Trial Read()
    {
        try
        {
            SafetensorsContent file = Content(File), state = State is null ? LayerOf(file) : Content(State);
            if (State is not null && LayerOf(file).Tensors.Keys.FirstOrDefault() is { } twice)
                throw new InvalidDataException($"{File} has '{twice}', and so may {State}; a layer's tensors come from one of them");
            if (file.Tensors.Keys.FirstOrDefault(name => !IsInput(name) && !IsLayers(name)) is { } foreign)
                throw new InvalidDataException($"{File}: '{foreign}' is no input of a step; allowed are {string.Join(", ", InputNames.Names)}, {StateDict<double>.Counter}");
            DenseTensor input = file.Tensors.GetValueOrDefault(InputNames.Input) ?? throw new InvalidDataException($"{File} has no tensor '{InputNames.Input}'");
            return Trial(file, input, Layers(state, input));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            throw new UnusableException(problem.Message, problem);
        }
    }

    Trial Trial(SafetensorsContent file, DenseTensor input, (StateDict<double>? State, bool Float32) layer)
    {
        BatchNormCase c = Case(file, input, layer.State) with { Float32Parameters = input.DType.IsHalf() && layer.Float32 };
        DenseTensor? PerChannel(string name, bool present, double fresh)
        {
            if (!present)
                return null;
            var values = new double[c.Channels];
            Array.Fill(values, fresh);
            double[] given = layer.State?.Tensors.GetValueOrDefault(name) ?? values;
            return given.Length == c.Channels
                ? DenseTensor.From<double>(given, given.Length).As(c.ParameterDType)
                : throw new InvalidDataException($"{State ?? File}: '{Layer}{name}' has {given.Length} values, the batch has {c.Channels} channels");
        }

        DenseTensor gradOutput = file.Tensors.GetValueOrDefault(InputNames.GradOutput)
            ?? CaseData.Generate(c with { Pattern = DataPattern.Normal }).Inputs.GradOutput;
        if (!gradOutput.Shape.SequenceEqual(input.Shape) || gradOutput.DType != input.DType)
            throw new InvalidDataException($"{File}: '{InputNames.GradOutput}' is {Form(gradOutput)}, '{InputNames.Input}' is {Form(input)}");
        string stem = string.Concat(Path.GetFileNameWithoutExtension(File).ToLowerInvariant()
            .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'));
        return new Trial($"{Prefix}{stem}/{Mode.Word(c.Training)}", c, new BatchNormInputs
        {
            Input = input,
            GradOutput = gradOutput,
            Weight = PerChannel(InputNames.Weight, c.HasWeight, 1),
            Bias = PerChannel(InputNames.Bias, c.HasBias, 0),
            RunningMean = PerChannel(InputNames.RunningMean, c.TrackRunningStats, 0),
            RunningVar = PerChannel(InputNames.RunningVar, c.TrackRunningStats, 1),
        });
    }

    BatchNormCase Case(SafetensorsContent file, DenseTensor input, StateDict<double>? state)
    {
        if (file.Metadata.Keys.FirstOrDefault(key => key != "format" && !allowed.Contains(key)) is { } unknown)
            throw new InvalidDataException($"{File}: its metadata has '{unknown}'; allowed are {string.Join(", ", allowed)}");
        if (input.DType == DType.Int64 || input.Shape.Count is < 2 or > 4)
            throw new InvalidDataException($"{File}: '{InputNames.Input}' is {Form(input)}; a batch is (N, C), (N, C, L) or (N, C, H, W) of a floating-point type");
        if (state is not null && state.Tensors.ContainsKey(InputNames.RunningMean) != state.Tensors.ContainsKey(InputNames.RunningVar))
            throw new InvalidDataException($"{State ?? File} has one of '{Layer}{InputNames.RunningMean}' and '{Layer}{InputNames.RunningVar}'; a layer has both or neither");
        bool Has(string name, bool fresh) => state?.Tensors.ContainsKey(name) ?? fresh;
        bool weight = Has(InputNames.Weight, true), bias = Has(InputNames.Bias, true);
        var said = CaseMetadata.Format(new BatchNormCase
        {
            Module = input.Shape.Count == 4 ? BatchNormModule.BatchNorm2d : BatchNormModule.BatchNorm1d,
            Shape = [.. input.Shape],
            DType = input.DType,
            Affine = weight || bias,
            NoWeight = bias && !weight,
            NoBias = weight && !bias,
            TrackRunningStats = Has(InputNames.RunningMean, true),
            NumBatchesTracked = state?.NumBatchesTracked ?? 0,
            Training = Training ?? true,
        });
        // grad_output lies as the input does unless something else is said.
        said.Remove("grad_layout");
        Say(said, file.Metadata, state is not null);
        return CaseMetadata.Parse(said, input.DType, input.Shape);
    }

    // What the command line and the metadata both say must be one thing.
    void Say(Dictionary<string, string> said, IReadOnlyDictionary<string, string> metadata, bool hasState)
    {
        if (Training is null && !metadata.ContainsKey("training"))
            throw new InvalidDataException($"{File}: --train or --eval? its metadata has no 'training' that would say so");
        (string Key, string? Given)[] options =
        [
            ("training", Training is { } training ? training ? "true" : "false" : null),
            ("eps", Eps?.ToString("R", CultureInfo.InvariantCulture)),
            ("momentum", Momentum?.ToString("R", CultureInfo.InvariantCulture)),
        ];
        foreach (string key in allowed.Where(metadata.ContainsKey))
            said[key] = key is "affine" or "track_running_stats" && hasState && metadata[key] != said[key]
                ? throw new InvalidDataException($"{File}: its metadata says {key} is {metadata[key]}, the layer's tensors say {said[key]}")
                : metadata[key];
        foreach ((string key, string? given) in options)
            if (given is not null)
                said[key] = metadata.TryGetValue(key, out string? other) && other != given
                    ? throw new InvalidDataException($"{File}: its metadata says {key} is {other}, the command line {given}")
                    : given;
    }

    // float64 holds every value of the other types.
    (StateDict<double>? State, bool Float32) Layers(SafetensorsContent content, DenseTensor input)
    {
        if (State is null && content.Tensors.Count == 0)
            return (null, false);
        string name = State ?? File;
        StateDict<double> state = StateDictFile.Read<double>(content, name, State is null ? "" : Layer);
        string[] foreign = [.. state.Tensors.Keys.Where(key => !perChannel.Contains(key))];
        if (foreign.Length > 0)
            throw new InvalidDataException(
                $"{name}: a layer has no '{Layer}{foreign[0]}'; {(Layer.Length == 0 ? "--prefix names the layer in the state of a whole net; " : "")}{StateDictFile.PrefixesOf(content)}");
        DType[] types = [.. content.Tensors.Where(tensor => perChannel.Any(own => tensor.Key == (State is null ? "" : Layer) + own)).Select(tensor => tensor.Value.DType).Distinct()];
        return (state, input.DType.IsHalf() && types.Contains(DType.Float32));
    }

    static SafetensorsContent LayerOf(SafetensorsContent file) => new(
        new Dictionary<string, string>(), file.Tensors.Where(tensor => IsLayers(tensor.Key)).ToDictionary(tensor => tensor.Key, tensor => tensor.Value, StringComparer.Ordinal));

    static bool IsInput(string name) => name is InputNames.Input or InputNames.GradOutput;

    static bool IsLayers(string name) => perChannel.Contains(name) || name == StateDict<double>.Counter;

    static SafetensorsContent Content(string file)
    {
        UnusableException.ThrowIfFolder(file, file, "a batch is a .safetensors or a .npy, a state a .safetensors");
        byte[] bytes = System.IO.File.ReadAllBytes(file);
        return Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".safetensors" => SafetensorsReader.Read(bytes, file),
            ".npy" => new(new Dictionary<string, string>(), new Dictionary<string, DenseTensor> { [InputNames.Input] = NpyReader.Read(bytes, file) }),
            _ => throw new InvalidDataException($"{file} is of no kind that is read; allowed are .safetensors, and .npy for the input"),
        };
    }

    static string Form(DenseTensor tensor) => $"{tensor.DType.TorchName()} [{string.Join(", ", tensor.Shape)}]";
}
