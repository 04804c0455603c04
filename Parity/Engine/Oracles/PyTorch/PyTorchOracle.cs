using System.Globalization;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Libtorch;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;
using Parity.Workers;

namespace Parity.Oracles;

/// <summary>PyTorch's own modules, run by a Python worker process.</summary>
sealed class PyTorchOracle : IBadUseOracle, IKnownOracle
{
    // The program comes over standard input: no file to leave behind, no limit on a command line's length. Entries of
    // the path that mean the current directory go, so that nothing there is taken for torch.
    const string Bootstrap =
        "import sys; sys.path = [p for p in sys.path if p]; n = int.from_bytes(sys.stdin.buffer.read(4), 'little'); "
        + "exec(compile(sys.stdin.buffer.read(n), 'worker.py', 'exec'))";

    static readonly Lazy<string> embeddedProgram = new(ReadWorkerProgram);

    readonly PyTorchOptions options;
    readonly string program;
    readonly Dictionary<(DType Batch, DType Parameters), string> refusals;
    readonly string python;
    readonly Lazy<string?> departure;
    Worker? worker;

    /// <summary>Finds a Python that can import torch and starts the worker.</summary>
    /// <exception cref="OracleUnavailableException">None can; the message says why each cannot.</exception>
    public PyTorchOracle(PyTorchOptions? options = null)
    {
        this.options = options ?? new PyTorchOptions();
        program = this.options.Program ?? WorkerProgram;
        (python, worker) = PythonSearch.Start(this.options, Start);
        refusals = Refusals(worker.Hello);
        Version = worker.Hello.GetValueOrDefault("torch", "unknown");
        // Its root of a whole tensor is not asked for here.
        Conditions = LibtorchConditions.Default with
        {
            Threads = this.options.Threads,
            Capability = worker.Hello.GetValueOrDefault("capability")?.StartsWith("AVX", StringComparison.Ordinal) == true
                ? LibtorchCapability.Avx2 : LibtorchCapability.Default,
        };
        departure = new(() => LibtorchProbe.Departure(Conditions, c => WhyNot(c) is not null, Run));
        Platform = $"{RuntimeInformation.RuntimeIdentifier}, {worker.Hello.GetValueOrDefault("capability", "unknown")} kernels";
    }

    /// <summary>The Python program of the worker.</summary>
    internal static string WorkerProgram => embeddedProgram.Value;

    /// <inheritdoc/>
    public string Name => "pytorch";

    /// <summary><c>torch.__version__</c>.</summary>
    public string Version { get; }

    /// <inheritdoc/>
    public bool Live => true;

    /// <summary>Threads inside torch.</summary>
    public int Threads => options.Threads;

    /// <inheritdoc/>
    public LibtorchConditions Conditions { get; }

    /// <inheritdoc/>
    /// <remarks>Versions before the one whose arithmetic is known have others: it tells in what.</remarks>
    public string? Departure => departure.Value;

    /// <summary>Where torch runs and which of its kernels this processor gets.</summary>
    public string Platform { get; }

    /// <summary>The Python that runs the worker.</summary>
    public string Python => python;

    /// <summary>The worker's process id; null when it ended and no case has come since.</summary>
    public int? WorkerId => worker?.Id;

    /// <inheritdoc/>
    public string? WhyNot(BatchNormCase c) =>
        refusals.TryGetValue((c.DType, c.ParameterDType), out string? reason) ? reason : LibtorchDefects.WhyNot(c);

    /// <inheritdoc/>
    public BatchNormResult Run(Trial trial) => Ask(trial.Descriptor, Request(trial), answer => Result(trial.Case, answer));

    /// <inheritdoc/>
    public string Library => "PyTorch";

    /// <inheritdoc/>
    public string LibraryVersion => Version;

    /// <inheritdoc/>
    public IEnumerable<(string Name, string? Says, string? PyTorch)> Behaviours => [];

    /// <inheritdoc/>
    public BadUseAnswer? Attempt(BadUse use) => Ask(use.Name, Request(use), answer =>
        new BadUseAnswer(ErrorIn(answer), answer.Tensors.GetValueOrDefault("num_batches_tracked")?.Values<long>()[0])
        {
            Loaded = use.State?.Loaded(use.Start, name => answer.Tensors.GetValueOrDefault(name)?.Values<float>().ToArray()),
        });

    /// <summary>Ends the worker.</summary>
    public void Dispose()
    {
        worker?.Dispose();
        worker = null;
    }

    T Ask<T>(string what, SafetensorsContent request, Func<SafetensorsContent, T> read)
    {
        try
        {
            worker ??= Start(python);
            return read(worker.Exchange(request, options.TimeLimit));
        }
        catch (WorkerException e)
        {
            // The next one gets a new worker.
            worker?.Dispose();
            worker = null;
            throw new OracleFailureException($"no answer to {what}: the pytorch worker {e.Message}", e);
        }
    }

    Worker Start(string candidate) => Worker.Start(
        new WorkerProgram(candidate, ["-c", Bootstrap, options.Threads.ToString(CultureInfo.InvariantCulture)], program)
        {
            Environment = new Dictionary<string, string> { ["PYTHONIOENCODING"] = "utf-8" },
        },
        options.StartLimit);

    static Dictionary<(DType Batch, DType Parameters), string> Refusals(IReadOnlyDictionary<string, string> hello)
    {
        var found = new Dictionary<(DType, DType), string>();
        foreach (DType batch in DTypeNames.Floating)
            foreach (DType parameters in DTypeNames.Floating)
                if (hello.TryGetValue($"refuses {SafetensorsDType.Name(batch)} {SafetensorsDType.Name(parameters)}", out string? reason))
                    found.Add((batch, parameters), reason);
        return found;
    }

    /// <summary>A trial as a frame: options, places of the elements, and tensors.</summary>
    static SafetensorsContent Request(Trial trial)
    {
        BatchNormInputs inputs = trial.Inputs;
        Dictionary<string, string> metadata = CaseMetadata.Format(trial.Case);
        // The module is as the parameters are; an input that does not fit them is torch's to refuse.
        DenseTensor module = inputs.Weight ?? inputs.Bias ?? inputs.RunningMean ?? inputs.Input;
        int features = module == inputs.Input ? trial.Case.Channels : module.Count;
        metadata["num_features"] = features.ToString(CultureInfo.InvariantCulture);
        metadata["dtype"] = SafetensorsDType.Name(module.DType);
        metadata["transposed"] = Word(trial.Case.IsTransposed);
        Place(metadata, InputNames.Input, trial.Case, trial.Case.Layout);
        Place(metadata, InputNames.GradOutput, trial.Case, trial.Case.GradOutputLayout);

        var tensors = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        foreach ((string name, DenseTensor? tensor) in InputNames.Of(inputs))
            if (tensor is not null)
                tensors.Add(name, tensor);
        return new SafetensorsContent(metadata, tensors);
    }

    // A bad use as a frame: a fresh module, what is replaced in it, and the input; or the state that it loads.
    static SafetensorsContent Request(BadUse use)
    {
        ModuleSpec start = use.Start;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["use"] = use.Name,
            ["module"] = start.Module.ToString(),
            ["num_features"] = start.Channels.ToString(CultureInfo.InvariantCulture),
            ["dtype"] = SafetensorsDType.Name(start.DType),
            ["affine"] = Word(start.Affine),
            ["track_running_stats"] = Word(start.TrackRunningStats),
            ["training"] = Word(use.Training),
            ["none"] = string.Join(' ', use.Replaced.Where(entry => entry.Length is null).Select(entry => entry.Name)),
        };
        var tensors = use.Replaced.Where(entry => entry.Length is not null).ToDictionary(
            entry => entry.Name, entry => new DenseTensor(start.DType, [entry.Length!.Value]), StringComparer.Ordinal);
        if (use.State is { } state)
            State(state, metadata, tensors);
        else
            tensors[InputNames.Input] = use.Input();
        return new SafetensorsContent(metadata, tensors);
    }

    // A file's tensors are in the order of names, so the state's own order goes beside them.
    static void State(BadState state, Dictionary<string, string> metadata, Dictionary<string, DenseTensor> tensors)
    {
        metadata["state"] = string.Join(' ', state.Entries.Select(entry => entry.Name));
        metadata["strict"] = Word(state.Strict);
        metadata["counted"] = BadState.Before.ToString(CultureInfo.InvariantCulture);
        if (state.Version is { } version)
            metadata["version"] = version.ToString(CultureInfo.InvariantCulture);
        foreach ((string name, DenseTensor tensor) in state.Entries)
            tensors[name] = tensor;
    }

    static string Word(bool value) => value ? "true" : "false";

    // Tells the worker where elements lie, so that no second program has to know what a layout is.
    static void Place(Dictionary<string, string> metadata, string tensor, BatchNormCase c, Layout layout)
    {
        var placement = Placement.Of(c.TorchShape, layout);
        int[] numbers = [placement.StorageLength, placement.Offset, .. placement.Strides];
        metadata[tensor + "_placement"] = string.Join(' ', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
    }

    static BatchNormResult Result(BatchNormCase c, SafetensorsContent answer)
    {
        if (ErrorIn(answer) is { } error)
            return new BatchNormResult(error);
        var result = new BatchNormResult();
        foreach (Quantity quantity in QuantityNames.All)
            if (QuantityForm.Of(c, quantity) is { } form)
            {
                DenseTensor? tensor = answer.Tensors.GetValueOrDefault(quantity.TorchName());
                result[quantity] = tensor is not null && form.Fits(tensor)
                    ? tensor
                    : throw new WorkerException($"broke the protocol: the answer has no {quantity.TorchName()} of {form}");
            }

        return result;
    }

    static LibraryError? ErrorIn(SafetensorsContent answer) => answer.Metadata.TryGetValue("error_type", out string? type)
        ? new LibraryError(type, answer.Metadata.GetValueOrDefault("error_message", ""))
        : null;

    static string ReadWorkerProgram()
    {
        const string Name = "worker.py";
        using Stream source = typeof(PyTorchOracle).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"the assembly carries no {Name}");
        using var reader = new StreamReader(source);
        return reader.ReadToEnd();
    }
}

/// <summary>How the PyTorch worker is found and run.</summary>
sealed record PyTorchOptions
{
    /// <summary>The one Python to use; null for <c>PARITY_PYTHON</c>, or the first usual one that can import torch.</summary>
    public string? Python { get; init; }

    /// <summary>Threads inside torch; some sums depend on it in their last bits.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How long one case may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long starting Python and importing torch may take; minutes on a cold network disk.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The Python program of the worker; tests plant others.</summary>
    internal string? Program { get; init; }
}
