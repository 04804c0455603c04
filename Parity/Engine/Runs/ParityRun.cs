using System.Diagnostics;
using System.Threading.Channels;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>
/// Runs trials through oracle and kernels. Drawing with the exact answer, oracle, and kernels with the verdict each have a
/// thread and hand trials on in order, so that the oracle never waits for us and results never depend on timing; memory
/// does not grow with the cases. Before a case fails, the oracle is asked the same again.
/// </summary>
public sealed class ParityRun(RunPlan request)
{
    const int TrialsInFlight = 32;

    readonly LibraryBits bits = new(request.Oracle);
    readonly ReportBuilder report = new(request.Identity, request.Replay);
    readonly SteadyOracle oracle = new(request.Oracle);
    readonly Stopwatch oracleTime = new();

    /// <summary>Runs everything and reports.</summary>
    /// <param name="cancellation">Ends the run after the trial at hand; the report then covers what was judged, and says so.</param>
    public ParityReport Execute(CancellationToken cancellation = default)
    {
        DateTimeOffset started = DateTimeOffset.UtcNow;
        var wall = Stopwatch.StartNew();
        request.Journal?.CountInto(report);
        bool finished = Finish(cancellation);
        var end = new RunEnd
        {
            Timing = new RunTiming(started, wall.Elapsed.TotalSeconds, oracleTime.Elapsed.TotalSeconds),
            Annexes = request.Annexes,
            Standards = StandardTally.Declared(request.Kernels),
            Gaps = request.Oracle.Live ? CoverageTally.Gaps(request.Oracle.WhyNot) : [],
            Library = KnownArithmetic.Of(bits),
        };
        if (finished)
            request.Journal?.Append(end);
        return report.Build(end, interrupted: !finished);
    }

    bool Finish(CancellationToken cancellation)
    {
        try
        {
            JudgeTrials(cancellation);
            ShrinkFirstOfEachKind(cancellation);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    void ShrinkFirstOfEachKind(CancellationToken cancellation)
    {
        var reducer = new CaseReducer(request, oracle);
        foreach (Finding found in report.Unshrunk)
        {
            var shrunk = Counterexample.Of(found, reducer.Shrink(found, cancellation));
            request.Journal?.Append(shrunk);
            report.Add(shrunk);
        }
    }

    void JudgeTrials(CancellationToken cancellation)
    {
        // A stage that fails stops the others; its exception is the one that leaves this method.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var drawn = Channel.CreateBounded<TrialTruth>(TrialsInFlight);
        var answered = Channel.CreateBounded<Answer>(TrialsInFlight);
        Task[] stages =
        [
            Stage(stop, () => Draw(drawn.Writer, stop.Token), drawn.Writer.Complete),
            Stage(stop, () => Ask(drawn.Reader, answered.Writer, stop.Token), answered.Writer.Complete),
            Stage(stop, () => JudgeAll(answered.Reader, stop.Token), _ => { }),
        ];
        WaitForFirstFailure(stages);
        cancellation.ThrowIfCancellationRequested();
    }

    static Task Stage(CancellationTokenSource stop, Action work, Action<Exception?> complete) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                work();
                complete(null);
            }
            catch (Exception failure)
            {
                complete(failure);
                stop.Cancel();
                throw;
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    static void WaitForFirstFailure(Task[] stages)
    {
        try
        {
            Task.WaitAll(stages);
        }
        catch (AggregateException failures)
        {
            Exception cause = failures.Flatten().InnerExceptions
                .FirstOrDefault(failure => failure is not (OperationCanceledException or ChannelClosedException))
                ?? failures.InnerExceptions[0];
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(cause).Throw();
        }
    }

    // The exact answer and the bounds take as long as all kernels together, and need no answer of the oracle.
    void Draw(ChannelWriter<TrialTruth> drawn, CancellationToken stop)
    {
        foreach (Trial trial in request.Trials)
            Hand(drawn, bits.TruthOf(trial), stop);
    }

    void Ask(ChannelReader<TrialTruth> drawn, ChannelWriter<Answer> answered, CancellationToken stop)
    {
        while (Take(drawn, stop, out TrialTruth? truth))
        {
            oracleTime.Start();
            Answer answer;
            try
            {
                answer = new Answer(truth!, oracle.Run(truth!.Trial), null);
            }
            catch (OracleFailureException failure)
            {
                WaitForSignal(stop);
                answer = new Answer(truth!, null, failure.Message);
            }

            oracleTime.Stop();
            Hand(answered, answer, stop);
        }
    }

    void JudgeAll(ChannelReader<Answer> answered, CancellationToken stop)
    {
        int first = (request.Shard?.FirstCase ?? 0) + report.Done;
        for (int number = first; Take(answered, stop, out Answer? answer); number++)
        {
            CaseOutcome outcome = answer!.Result is { } expected
                ? JudgeSteadily(number, answer.Truth, expected, stop)
                : CaseOutcome.Lost(number, answer.Truth.Trial, answer.Failure!);
            request.Journal?.Append(outcome);
            report.Add(outcome);
            request.Progress?.Invoke(report.Done, report.Failed);
        }
    }

    CaseOutcome JudgeSteadily(int number, TrialTruth truth, BatchNormResult expected, CancellationToken stop)
    {
        CaseOutcome outcome = Judge(number, truth, expected);
        if (!outcome.Failed)
            return outcome;
        try
        {
            SteadyAnswer<BatchNormResult> steady = oracle.Confirm(truth.Trial, expected);
            return steady.Unsteady is null ? outcome : Judge(number, truth, steady.Answer) with { Unsteady = steady.Unsteady };
        }
        catch (OracleFailureException failure)
        {
            WaitForSignal(stop);
            return CaseOutcome.Lost(number, truth.Trial, failure.Message);
        }
    }

    // The signal that ends this process may have reached the oracle's first; then the case is not lost, but left.
    void WaitForSignal(CancellationToken stop)
    {
        if (stop.WaitHandle.WaitOne(request.SignalDelay))
            throw new OperationCanceledException(stop);
    }

    CaseOutcome Judge(int number, TrialTruth truth, BatchNormResult expected)
    {
        KnownAnswer? known = bits.Known(truth.Trial, expected);
        var check = new ParityCheck(truth, expected, known);
        IEnumerable<CaseComparison> comparisons = request.Kernels
            .Where(kernel => CoveredCases.WhyNot(kernel, truth.Trial.Case) is null)
            .Select(kernel => check.Compare(kernel, request.Threads, request.Isolated));
        return CaseOutcome.Of(number, truth.Trial, comparisons, request.Replay) with
        {
            Bits = bits.Compare(truth.Trial, expected, known),
            FollowsArithmetic = bits.Follows(truth.Trial),
            RootUnknown = known?.RootUnknown == true,
            Misread = known?.Misread(truth.Trial.Case) == true,
        };
    }

    static void Hand<T>(ChannelWriter<T> writer, T item, CancellationToken stop)
    {
        if (!writer.TryWrite(item))
            writer.WriteAsync(item, stop).AsTask().GetAwaiter().GetResult();
    }

    static bool Take<T>(ChannelReader<T> reader, CancellationToken stop, out T? item)
    {
        stop.ThrowIfCancellationRequested();
        while (!reader.TryRead(out item))
            if (!reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult())
                return false;
        return true;
    }

    sealed record Answer(TrialTruth Truth, BatchNormResult? Result, string? Failure);
}
