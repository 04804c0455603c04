using System.Collections.Immutable;
using Parity.Cases;
using Parity.Oracles;

namespace Parity.Sequences;

/// <summary>A module's life: how it is made, and the commands that it is given.</summary>
/// <param name="Start">The fresh module.</param>
/// <param name="Commands">The commands, in order.</param>
public sealed record ModuleSequence(ModuleStart Start, ImmutableArray<ModuleCommand> Commands)
{
    /// <summary>The most commands that a drawn sequence has.</summary>
    public const int MostCommands = 12;

    /// <summary>Why an oracle cannot be led through the sequence, or null.</summary>
    public string? WhyNot(ISequenceOracle oracle) => oracle.Refuses(Start)
        ?? Commands.Select(command => command.Batch is { } batch ? oracle.WhyNot(batch) : null).FirstOrDefault(reason => reason is not null);

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
