using System.Diagnostics;
using Parity.Oracles;
using Parity.Reference;

namespace Parity.Sequences;

/// <summary>Draws sequences, leads the modules through them and gathers what is found.</summary>
/// <param name="request">The run.</param>
sealed class SequenceRun(SequenceRequest request)
{
    const int MostShrunk = 10;

    readonly Dictionary<string, int> refused = [];
    readonly int[] lengths = new int[ModuleSequence.MostCommands];
    readonly int[] actions = new int[Enum.GetValues<ModuleAction>().Length];
    readonly SequenceAgreement[] agreement = [.. SnapshotComparison.Names.Select(name => new SequenceAgreement(name))];
    readonly List<SequenceFailure> found = [];
    readonly List<(ModuleSequence, Unsteady)> unsteady = [];
    readonly Stopwatch oracleTime = new();
    int judged;
    int failed;

    /// <summary>Runs everything and reports.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public SequenceReport Execute(CancellationToken cancellation = default)
    {
        var wall = Stopwatch.StartNew();
        for (int number = 0; number < request.Count; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            Take(SequenceGenerator.Draw(request.Seed, number));
            request.Progress?.Invoke(number + 1, failed);
        }

        return new SequenceReport
        {
            Count = request.Count,
            Seed = request.Seed,
            Judged = judged,
            Unsteady = unsteady,
            Refused = [.. refused.Select(entry => (entry.Key, entry.Value))],
            Lengths = lengths,
            Actions = [.. Enum.GetValues<ModuleAction>().Select(action => (action, actions[(int)action]))],
            Agreement = agreement,
            Failed = failed,
            Failures = [.. found.Select(failure => (SequenceCheck.Shrink(failure, Kernel(failure), request.Oracle, request.Threads), failure.Sequence))],
            Seconds = (wall.Elapsed.TotalSeconds, oracleTime.Elapsed.TotalSeconds),
        };
    }

    void Take(ModuleSequence sequence)
    {
        lengths[sequence.Commands.Length - 1]++;
        foreach (ModuleCommand command in sequence.Commands)
            actions[(int)command.Action]++;
        if (sequence.WhyNot(request.Oracle) is { } reason)
        {
            refused[reason] = refused.GetValueOrDefault(reason) + 1;
            return;
        }

        oracleTime.Start();
        IReadOnlyList<ModuleSnapshot> expected = request.Ask(sequence);
        oracleTime.Stop();
        Judge(sequence, expected);
    }

    void Judge(ModuleSequence sequence, IReadOnlyList<ModuleSnapshot> expected)
    {
        judged++;
        foreach (KernelEntry kernel in request.Kernels.Where(kernel => SequenceCheck.Covers(kernel, sequence)))
        {
            SequenceFailure? failure = SequenceCheck.Compare(kernel, sequence, expected, request.Threads, (name, numbers) =>
                agreement.Single(row => row.Name == name).Add(numbers));
            if (failure is null)
                continue;
            SteadyAnswer<IReadOnlyList<ModuleSnapshot>> steady = SequenceCheck.Confirm(sequence, expected, request.Ask);
            if (steady.Unsteady is { } said)
            {
                unsteady.Add((sequence, said));
                expected = steady.Answer;
                if (SequenceCheck.Compare(kernel, sequence, expected, request.Threads) is not { } again)
                    continue;
                failure = again;
            }

            failed++;
            // One of each kind is shrunk.
            if (found.Count < MostShrunk && !found.Any(other => other.Kernel == failure.Kernel && other.Quantity == failure.Quantity && other.Kernels?.Kind == failure.Kernels?.Kind))
                found.Add(failure);
        }
    }

    KernelEntry Kernel(SequenceFailure failure) => request.Kernels.Single(entry => entry.Name == failure.Kernel);
}

/// <summary>What a run of sequences is asked to do.</summary>
sealed record SequenceRequest
{
    /// <summary>How many sequences to draw.</summary>
    public required int Count { get; init; }

    /// <summary>Seed that they are drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>Kernels under test.</summary>
    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>Who decides.</summary>
    public required TorchSharpOracle Oracle { get; init; }

    /// <summary>Who is asked: TorchSharp, but in tests.</summary>
    public Func<ModuleSequence, IReadOnlyList<ModuleSnapshot>> Ask { get; init; } = SequenceCheck.Ask;

    /// <summary>Largest number of threads that a kernel may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told after every sequence: how many are done, and how many of them failed.</summary>
    public Action<int, int>? Progress { get; init; }
}
