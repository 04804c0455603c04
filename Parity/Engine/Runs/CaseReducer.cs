using Parity.Cases;
using Parity.Comparison;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Makes a failing case as small and plain as it can be while it still fails in the same way.</summary>
/// <param name="request">The run that found it.</param>
/// <param name="oracle">Its oracle, idle by now.</param>
sealed class CaseReducer(RunPlan request, SteadyOracle oracle)
{
    const int MostHung = 10;

    readonly LibraryBits bits = new(request.Oracle);

    /// <summary>The smallest disagreement near one that was found, of the same <see cref="FailureClass"/>; null where nothing smaller is.</summary>
    /// <remarks>A recorded case, and a batch of somebody's own, has only the shape that it has, so it is not shrunk.</remarks>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public Disagreement? Shrink(Finding found, CancellationToken cancellation = default)
    {
        if (found.Told.Case.StartsWith(Fixture.Prefix, StringComparison.Ordinal) || found.Told.Case.StartsWith(OwnBatch.Prefix, StringComparison.Ordinal))
            return null;
        KernelEntry kernel = request.Kernels.Single(entry => entry.Name == found.Kernel);
        BatchNormCase start = CaseDescriptor.Parse(found.Told.Case);
        if (SteadyCheck(start) is not { } check)
            return null;
        // Judged again for what a record of it does not keep, such as where an exception came from; and several times,
        // since what does not come each time cannot be made smaller.
        FailureClass? again = null;
        if (Repetitions.Of(found.Verdict == Verdict.Hung ? 1 : Repetitions.Most, Again) is { } seldom)
            return found.Told with { Repeated = seldom };
        FailureClass sort = again!;
        Disagreement? smallest = null;
        // A kernel that hangs takes its whole time in every case that it hangs in.
        int patience = sort.Verdict == Verdict.Hung ? MostHung : int.MaxValue;
        CaseShrinker.Shrink(start, candidate =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (patience <= 0 || Compare(kernel, candidate) is not { } comparison)
                return false;
            patience -= comparison.Failure?.End == KernelEnd.Hung ? 1 : 0;
            if (Same(found, sort, comparison) is not { } record)
                return false;
            smallest = record with { FoundAs = found.Told.Case, Found = found.Told };
            return true;
        });
        return smallest;

        bool Again()
        {
            cancellation.ThrowIfCancellationRequested();
            FailureClass? now = FailureClass.Of(found, check.Compare(kernel, request.Threads, request.Isolated));
            again ??= now;
            return now is not null;
        }
    }

    Disagreement? Same(Finding found, FailureClass sort, CaseComparison comparison)
    {
        if (FailureClass.Of(found, comparison) is not { } other || !sort.Includes(other))
            return null;
        string replay = request.Replay(comparison.Trial.Descriptor);
        return other.Quantity is { } quantity
            ? DisagreementRecord.Of(comparison, comparison.Quantities.First(judged => judged.Quantity == quantity), replay)
            : DisagreementRecord.OfNoAnswer(comparison, replay)?.Told;
    }

    // Null where the oracle does not survive the case a second time.
    ParityCheck? SteadyCheck(BatchNormCase c)
    {
        Trial trial = CaseData.Generate(c);
        try
        {
            return CheckOf(trial, oracle.Confirm(trial, oracle.Run(trial)).Answer);
        }
        catch (OracleFailureException)
        {
            return null;
        }
    }

    CaseComparison? Compare(KernelEntry kernel, BatchNormCase candidate)
    {
        if (oracle.WhyNot(candidate) is not null || CoveredCases.WhyNot(kernel, candidate) is not null)
            return null;
        Trial trial = CaseData.Generate(candidate);
        try
        {
            BatchNormResult expected = oracle.Run(trial);
            CaseComparison comparison = Compare(kernel, trial, expected);
            return comparison.Passed || oracle.Confirm(trial, expected) is not { Unsteady: not null } steady
                ? comparison
                : Compare(kernel, trial, steady.Answer);
        }
        catch (OracleFailureException)
        {
            // A candidate that the oracle does not survive is no counterexample; the original stays.
            return null;
        }
    }

    CaseComparison Compare(KernelEntry kernel, Trial trial, BatchNormResult expected) => CheckOf(trial, expected).Compare(kernel, request.Threads, request.Isolated);

    ParityCheck CheckOf(Trial trial, BatchNormResult expected) => new(bits.TruthOf(trial), expected, bits.Known(trial, expected));
}
