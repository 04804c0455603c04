using Parity.Tensors;

namespace Parity.Cases;

/// <summary>A use that a module should refuse, or that one might expect it to refuse.</summary>
/// <param name="Name">One word; the recorded error of the same use is <c>error-NAME</c>.</param>
/// <param name="Start">The module.</param>
/// <param name="Shape">Shape of the input; empty where a state is loaded.</param>
/// <param name="Says">PyTorch's text, of a batch's the first line; null where PyTorch raises nothing.</param>
sealed record BadUse(string Name, ModuleSpec Start, IReadOnlyList<int> Shape, string? Says)
{
    /// <summary>Whether the module is in training mode.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Element type of the input.</summary>
    public DType InputDType { get; init; } = DType.Float32;

    /// <summary>Parameters and buffers that are replaced by some of another length; null takes one away.</summary>
    public IReadOnlyList<(string Name, int? Length)> Replaced { get; init; } = [];

    /// <summary>Batches counted afterwards; null without running statistics.</summary>
    public long? Counted { get; init; } = 0;

    /// <summary>The state that is loaded in place of a batch; null for a batch.</summary>
    public BadState? State { get; init; }

    /// <summary>The names that the state is copied to, in words; null for a batch.</summary>
    public string? Loaded => State?.Loaded(Start);

    /// <summary>Whether our modules cannot be used like this at all, because element types, or the shapes of a state, are part of their types.</summary>
    public bool DoesNotCompile => State is { } state ? !state.CanBeOurs : InputDType != Start.DType;

    /// <summary>Whether two texts say the same about this use.</summary>
    /// <remarks>PyTorch's text about an element type differs between its versions: only that there is one is compared.</remarks>
    public bool Agrees(string? says) => InputDType != Start.DType ? says is null == Says is null : says == Says;

    /// <summary>A text on one line, as a string of code has it: that of a state has a line for each problem.</summary>
    public static string OneLine(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    /// <summary>The input: ones.</summary>
    public DenseTensor Input()
    {
        var input = new DenseTensor(InputDType, [.. Shape]);
        for (int i = 0; i < input.Count; i++)
            switch (InputDType)
            {
                case DType.Float32:
                    input.Values<float>()[i] = 1;
                    break;
                case DType.Float64:
                    input.Values<double>()[i] = 1;
                    break;
                default:
                    input.Values<long>()[i] = 1;
                    break;
            }

        return input;
    }

    /// <summary>What is done, in words.</summary>
    public override string ToString()
    {
        string module = $"{Start.Module}({Start.Channels}{(Start.Affine ? "" : ", affine=False")}{(Start.TrackRunningStats ? "" : ", track_running_stats=False")})";
        if (State is { } state)
            return $"{module}, {state.Words(Start.Channels)}";
        IEnumerable<string> words =
        [
            module + (Start.DType == DType.Float32 ? "" : $" of {Start.DType.TorchName()}"),
            Mode.Word(Training),
            .. Replaced.Select(entry => entry.Length is { } length ? $"{entry.Name} of {length}" : $"no {entry.Name}"),
            $"input [{string.Join(", ", Shape)}]{(InputDType == DType.Float32 ? "" : $" of {InputDType.TorchName()}")}",
        ];
        return string.Join(", ", words);
    }
}

/// <summary>What a library made of a bad use.</summary>
/// <param name="Error">The error that it raised, or null.</param>
/// <param name="Counted">Batches counted afterwards; null without a counter, or where it is not known.</param>
sealed record BadUseAnswer(LibraryError? Error, long? Counted)
{
    /// <summary>A buffer that changed although the batch was refused; null where none did, or it is not known.</summary>
    public string? Changed { get; init; }

    /// <summary>What the module holds of the state that it loaded, in words; null for a batch.</summary>
    public string? Loaded { get; init; }
}
