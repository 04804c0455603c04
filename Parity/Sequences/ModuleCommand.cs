using Parity.Cases;

namespace Parity.Sequences;

/// <summary>One command of a sequence.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Number">The new momentum or eps, or the rate of an update; null for momentum null and where there is none.</param>
/// <param name="Batch">Shape, layout, pattern and seed of the data; only where the action takes data.</param>
public sealed record ModuleCommand(ModuleAction Action, double? Number = null, BatchNormCase? Batch = null)
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
