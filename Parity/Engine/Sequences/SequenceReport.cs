using Parity.Cases;
using Parity.Oracles;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>What a run of sequences found.</summary>
sealed record SequenceReport
{
    /// <summary>How many were drawn.</summary>
    public required int Count { get; init; }

    /// <summary>Seed that they were drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>How many sequences were compared.</summary>
    public required int Judged { get; init; }

    /// <summary>Sequences that the oracle's library cannot express, by reason.</summary>
    public required IReadOnlyList<(string Reason, int Count)> Refused { get; init; }

    /// <summary>Sequences that would have failed for an answer that TorchSharp did not repeat, with both.</summary>
    public IReadOnlyList<(ModuleSequence Sequence, Unsteady Said)> Unsteady { get; init; } = [];

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
    public bool Passed => Failed == 0 && Agreement.Any(row => row.Name == "output" && row.Compared > row.Vacuous);
}

/// <summary>Comparisons of one quantity by all kernels.</summary>
/// <param name="name">torch's name.</param>
sealed class SequenceAgreement(string name)
{
    /// <summary>torch's name.</summary>
    public string Name => name;

    /// <summary>Number of tensors compared.</summary>
    public int Compared { get; private set; }

    /// <summary>How many of them were expected to be all zero: nothing learned yet, or nothing left after a reset.</summary>
    public int Vacuous { get; private set; }

    /// <summary>Largest difference as a multiple of what is allowed there.</summary>
    public double WorstShare { get; private set; }

    /// <summary>Counts a comparison.</summary>
    public void Add(TensorComparison numbers)
    {
        Compared++;
        Vacuous += numbers.VacuousBecause is null ? 0 : 1;
        WorstShare = Math.Max(WorstShare, numbers.WorstShare);
    }
}

/// <summary>The first difference between two modules in a sequence.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Command">Position of the command after which it shows, from 0.</param>
/// <param name="Quantity">What differs, by torch's name; <c>error</c> where one side raised one, or the kernel gave no answer.</param>
/// <param name="Reason">What happened, where numbers alone do not say it.</param>
/// <param name="Numbers">The numbers; null where there was nothing to compare number by number.</param>
sealed record SequenceFailure(
    ModuleSequence Sequence, string Kernel, int Command, string Quantity, string? Reason, TensorComparison? Numbers)
{
    /// <summary>How the kernel failed, where it gave no answer; null where it did.</summary>
    public KernelFailure? Kernels { get; init; }

    /// <summary>How often it came again in the same sequence; null where it came every time, or was not run again.</summary>
    public Repetitions? Repeated { get; init; }

    /// <summary>The sequence up to the command after which the difference shows.</summary>
    public ModuleSequence Trimmed => Sequence with { Commands = Sequence.Commands[..(Command + 1)] };
}
