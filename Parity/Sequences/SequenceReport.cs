namespace Parity.Sequences;

/// <summary>What a run of sequences found.</summary>
public sealed record SequenceReport
{
    /// <summary>How many were drawn.</summary>
    public required int Count { get; init; }

    /// <summary>Seed that they were drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>How many sequences were compared.</summary>
    public required int Judged { get; init; }

    /// <summary>Sequences that the oracle's library cannot express, by reason.</summary>
    public required IReadOnlyList<(string Reason, int Count)> Refused { get; init; }

    /// <summary>Sequences that the oracle gave no answer to, with what happened.</summary>
    public required IReadOnlyList<(ModuleSequence Sequence, string Message)> Lost { get; init; }

    /// <summary>How many sequences have 1, 2, ... commands.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>How often each action came up, in the order of <see cref="ModuleAction"/>.</summary>
    public required IReadOnlyList<(ModuleAction Action, int Count)> Actions { get; init; }

    /// <summary>What was compared.</summary>
    public required IReadOnlyList<SequenceAgreement> Agreement { get; init; }

    /// <summary>How many pairs of sequence and kernel failed.</summary>
    public required int Failed { get; init; }

    /// <summary>The first failure of each kind, shrunk, with the sequence that it was found in.</summary>
    public required IReadOnlyList<(SequenceFailure Smallest, ModuleSequence FoundAs)> Failures { get; init; }

    /// <summary>Seconds from beginning to end, and those that the oracle took.</summary>
    public required (double Wall, double Oracle) Seconds { get; init; }

    /// <summary>Whether every sequence was compared and agreed, and there was at least one whose output could have differed.</summary>
    public bool Passed => Failed == 0 && Lost.Count == 0 && Agreement.Any(row => row.Name == "output" && row.Compared > row.Vacuous);
}
