using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>Leads our module and the oracle's through the same sequence.</summary>
static class SequenceCheck
{
    /// <summary>TorchSharp's module after every command.</summary>
    /// <remarks>Whoever has a <see cref="TorchSharpOracle"/> has loaded what this runs.</remarks>
    public static IReadOnlyList<ModuleSnapshot> Ask(ModuleSequence sequence)
    {
        using var session = new TorchSharpSession(sequence.Start);
        return [.. sequence.Commands.Zip(sequence.DTypes(), (command, dtype) => session.Apply(command, command.Data(dtype)))];
    }

    /// <summary>Leads another of TorchSharp's modules through the same: what two of them agree on, and what one said beside it.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="first">What a module said.</param>
    /// <param name="ask">Asks for another; null for TorchSharp itself.</param>
    /// <exception cref="OracleFailureException">No two agree.</exception>
    public static SteadyAnswer<IReadOnlyList<ModuleSnapshot>> Confirm(
        ModuleSequence sequence, IReadOnlyList<ModuleSnapshot> first, Func<ModuleSequence, IReadOnlyList<ModuleSnapshot>>? ask = null) =>
        SteadyAnswer.Of(first, () => (ask ?? Ask)(sequence), SnapshotComparison.Difference);

    /// <summary>The first difference between our module over a kernel and the oracle's, or null.</summary>
    /// <remarks>
    /// After every command that agrees, our module takes over the oracle's parameters, buffers and gradients. Otherwise
    /// differences in rounding would add up and grow, through updates and through statistics, and the limits, which are
    /// those of one step, would have to grow with them until they hide defects. Nothing is lost: a defect is a difference
    /// that some command makes on equal modules, and every command is tried on equal modules. The mode, eps and momentum
    /// are never taken over; they are exact on both sides.
    /// </remarks>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="expected">The oracle's module after every command.</param>
    /// <param name="threads">Largest number of threads that the kernel may use.</param>
    /// <param name="compared">Told of every comparison of numbers.</param>
    public static SequenceFailure? Compare(
        KernelEntry kernel,
        ModuleSequence sequence,
        IReadOnlyList<ModuleSnapshot> expected,
        int threads = 1,
        Action<string, TensorComparison>? compared = null) =>
        CompareAlone(kernel, sequence, expected, threads, compared) ?? CompareBesideAnother(kernel, sequence, threads);

    /// <summary>The same of one module on one thread, and no other beside it.</summary>
    public static SequenceFailure? CompareAlone(
        KernelEntry kernel,
        ModuleSequence sequence,
        IReadOnlyList<ModuleSnapshot> expected,
        int threads = 1,
        Action<string, TensorComparison>? compared = null)
    {
        int i = 0;
        try
        {
            using var ours = new KernelSession(kernel, sequence.Start, threads);
            foreach (DType dtype in sequence.DTypes())
            {
                ModuleSnapshot actual = ours.Apply(sequence.Commands[i], sequence.Commands[i].Data(dtype));
                if (SnapshotComparison.Compare(actual, expected[i], compared) is { } difference)
                    return new SequenceFailure(sequence, kernel.Name, i, difference.Quantity, difference.Reason, difference.Numbers);
                if (ours.Violation is { } violation)
                    return new SequenceFailure(sequence, kernel.Name, i, "memory", violation, null);
                ours.Synchronise(expected[i]);
                i++;
            }

            return null;
        }
        catch (KernelException failed)
        {
            return new SequenceFailure(sequence, kernel.Name, i, "error", failed.Failure.What, null) { Kernels = failed.Failure };
        }
    }

    static SequenceFailure? CompareBesideAnother(KernelEntry kernel, ModuleSequence sequence, int threads)
    {
        try
        {
            return TwoThreads.Difference(kernel, sequence, threads) is { } torn
                ? new SequenceFailure(sequence, kernel.Name, sequence.Commands.Length - 1, "threads", torn, null)
                : null;
        }
        catch (KernelException failed)
        {
            return new SequenceFailure(sequence, kernel.Name, sequence.Commands.Length - 1, "error", failed.Failure.What, null) { Kernels = failed.Failure };
        }
    }

    /// <summary>Whether a kernel covers every element type that a sequence passes through.</summary>
    public static bool Covers(KernelEntry kernel, ModuleSequence sequence) =>
        KernelRun.Covers(kernel, sequence.Start.DType) && sequence.Commands.All(command => command.Action switch
        {
            ModuleAction.Float32 => KernelRun.Covers(kernel, DType.Float32),
            ModuleAction.Float64 => KernelRun.Covers(kernel, DType.Float64),
            _ => true,
        });

    /// <summary>The shortest and plainest sequence near a failing one that fails in the same quantity.</summary>
    public static SequenceFailure Shrink(SequenceFailure failing, KernelEntry kernel, IOracle oracle, int threads = 1)
    {
        SequenceFailure smallest = failing;
        bool StillFails(ModuleSequence candidate)
        {
            if (candidate.WhyNot(oracle) is not null || !Covers(kernel, candidate))
                return false;
            IReadOnlyList<ModuleSnapshot> expected = Ask(candidate);
            if (Compare(kernel, candidate, expected, threads) is not { } failure
                || failure.Quantity != failing.Quantity || failure.Kernels?.Kind != failing.Kernels?.Kind
                || Confirm(candidate, expected).Unsteady is not null)
                return false;
            smallest = failure;
            return true;
        }

        if (Covers(kernel, failing.Sequence))
        {
            IReadOnlyList<ModuleSnapshot> expected = Ask(failing.Sequence);
            if (Repetitions.Of(Repetitions.Most, () => Compare(kernel, failing.Sequence, expected, threads)?.Quantity == failing.Quantity) is { } seldom)
                return failing with { Repeated = seldom };
        }

        if (StillFails(failing.Trimmed))
            SequenceShrinker.Shrink(failing.Trimmed, StillFails);
        return smallest;
    }
}
