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

    /// <summary>The module's element type while each command runs.</summary>
    public IEnumerable<DType> DTypes()
    {
        DType dtype = Start.DType;
        foreach (ModuleCommand command in Commands)
        {
            yield return dtype;
            dtype = command.Action switch
            {
                ModuleAction.Float32 => DType.Float32,
                ModuleAction.Float64 => DType.Float64,
                _ => dtype,
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
/// <param name="Number">The new momentum or eps, or the rate of an update; null for momentum null and where there is none.</param>
/// <param name="Batch">Shape, layout, pattern and seed of the data; only where the action takes data.</param>
sealed record ModuleCommand(ModuleAction Action, double? Number = null, BatchNormCase? Batch = null)
{
    /// <summary>Whether an action takes data.</summary>
    public static bool TakesBatch(ModuleAction action) => action is ModuleAction.Step or ModuleAction.Twice or ModuleAction.Infer;

    /// <summary>Whether an action takes a number.</summary>
    public static bool TakesNumber(ModuleAction action) => action is ModuleAction.Momentum or ModuleAction.Eps or ModuleAction.Update;

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
}
