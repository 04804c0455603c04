using System.Collections.Immutable;
using Parity.Cases;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>A module's life: how it is made, and the commands that it is given.</summary>
/// <param name="Start">The fresh module.</param>
/// <param name="Commands">The commands, in order.</param>
sealed record ModuleSequence(ModuleSpec Start, ImmutableArray<ModuleCommand> Commands)
{
    /// <summary>The most commands that a drawn sequence has.</summary>
    public const int MostCommands = 12;

    /// <summary>Why an oracle cannot be led through the sequence, or null.</summary>
    public string? WhyNot(IOracle oracle) =>
        Commands.Select(command => command.Batch is { } batch ? oracle.WhyNot(batch) ?? LibtorchDefects.WhyNot(batch) : null).FirstOrDefault(reason => reason is not null);

    /// <summary>The element type of the module that each command is given to.</summary>
    public IEnumerable<DType> DTypes()
    {
        (DType Given, DType Waiting) dtypes = (Start.DType, Start.DType);
        foreach (ModuleCommand command in Commands)
        {
            yield return dtypes.Given;
            dtypes = command.Action switch
            {
                ModuleAction.Float32 => (DType.Float32, dtypes.Waiting),
                ModuleAction.Float64 => (DType.Float64, dtypes.Waiting),
                ModuleAction.Switch => (dtypes.Waiting, dtypes.Given),
                _ => dtypes,
            };
        }
    }

    /// <inheritdoc/>
    public bool Equals(ModuleSequence? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The sequence's descriptor.</summary>
    public override string ToString() => SequenceDescriptor.Format(this);
}

/// <summary>One command of a sequence.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Number">The new momentum or eps, the rate of an update, the count, or the seed of given values; null for momentum null and where there is none.</param>
/// <param name="Batch">Shape, layout, pattern and seed of the data; only where the action takes data.</param>
sealed record ModuleCommand(ModuleAction Action, double? Number = null, BatchNormCase? Batch = null)
{
    /// <summary>Whether an action takes data.</summary>
    public static bool TakesBatch(ModuleAction action) => action is ModuleAction.Step or ModuleAction.Twice or ModuleAction.Infer or ModuleAction.Forward;

    /// <summary>Whether an action takes a number.</summary>
    public static bool TakesNumber(ModuleAction action) => TakesWhole(action) || action is ModuleAction.Momentum or ModuleAction.Eps or ModuleAction.Update;

    /// <summary>Whether the number that an action takes is a whole one, of 0 or more.</summary>
    public static bool TakesWhole(ModuleAction action) => action is ModuleAction.Assign or ModuleAction.Load or ModuleAction.Count;

    /// <summary>What an <see cref="ModuleAction.Assign"/> or a <see cref="ModuleAction.Load"/> puts into a module, by torch's names.</summary>
    /// <remarks>Sixteenths and eighths: the same number in both element types.</remarks>
    /// <param name="channels">C.</param>
    public IReadOnlyDictionary<string, double[]> Given(int channels)
    {
        long seed = (long)Number!.Value;
        double[] Values(double from, int step, int among, double unit) =>
            [.. Enumerable.Range(0, channels).Select(c => from + (seed * step + c * 7 + step) % among * unit)];
        return new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["weight"] = Values(-1.5, 11, 53, 1.0 / 16),
            ["bias"] = Values(-1, 5, 37, 1.0 / 16),
            ["running_mean"] = Values(-3, 31, 101, 1.0 / 16),
            ["running_var"] = Values(0.25, 13, 29, 1.0 / 8),
        };
    }

    /// <summary>The shape that a module of so many channels refuses: of the wrong rank, or with one channel more.</summary>
    /// <param name="start">The module.</param>
    public int[] Refused(ModuleSpec start) => (Action, start.Module) switch
    {
        (ModuleAction.WrongRank, BatchNormModule.BatchNorm1d) => [2, start.Channels, 2, 2],
        (ModuleAction.WrongRank, _) => [2, start.Channels, 2],
        (_, BatchNormModule.BatchNorm1d) => [2, start.Channels + 1],
        _ => [2, start.Channels + 1, 2, 2],
    };

    /// <summary>The command's data in the given type: one trial, or two.</summary>
    public IReadOnlyList<Trial> Data(DType dtype)
    {
        if (Batch is null)
            return [];
        BatchNormCase c = Batch with { DType = dtype };
        return Action == ModuleAction.Twice
            ? [CaseData.Generate(c), CaseData.Generate(c with { Seed = c.Seed == int.MaxValue ? 0 : c.Seed + 1 })]
            : [CaseData.Generate(c)];
    }
}

/// <summary>What one command of a sequence does to a module.</summary>
enum ModuleAction
{
    /// <summary>Forward and backward in the current mode; parameter gradients add up.</summary>
    Step,

    /// <summary>Two steps on different data, one after the other: gradients of both add up.</summary>
    Twice,

    /// <summary>Forward alone, as when a trained module is used.</summary>
    Infer,

    /// <summary><c>train()</c>.</summary>
    Train,

    /// <summary><c>eval()</c>.</summary>
    Eval,

    /// <summary>Sets <c>momentum</c>, null included.</summary>
    Momentum,

    /// <summary>Sets <c>eps</c>.</summary>
    Eps,

    /// <summary><c>reset_running_stats()</c>.</summary>
    ResetStats,

    /// <summary><c>reset_parameters()</c>.</summary>
    ResetParameters,

    /// <summary><c>zero_grad()</c>, to none.</summary>
    ZeroGrad,

    /// <summary>Weight and bias each minus a rate times their gradient, as an optimizer does.</summary>
    Update,

    /// <summary>Saves the <c>state_dict</c> and goes on with a new module that loads it.</summary>
    Reload,

    /// <summary>Converts the module to float32.</summary>
    Float32,

    /// <summary>Converts the module to float64.</summary>
    Float64,

    /// <summary>Forward, whose <see cref="Backward"/> comes later, if at all.</summary>
    Forward,

    /// <summary>Backward of the last <see cref="Forward"/>; nothing where another forward pass came after it, or none before.</summary>
    Backward,

    /// <summary>Running statistics changed in place, as their owner may.</summary>
    Assign,

    /// <summary><c>load_state_dict</c> of other parameters and statistics.</summary>
    Load,

    /// <summary>Sets <c>num_batches_tracked</c>.</summary>
    Count,

    /// <summary>A batch that is refused for its rank.</summary>
    WrongRank,

    /// <summary>A batch that is refused for its channels, if anything says how many there are.</summary>
    WrongChannels,

    /// <summary>Goes on with a second module of the same options, or back with the first.</summary>
    Switch,
}
