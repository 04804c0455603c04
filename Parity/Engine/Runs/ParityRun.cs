using System.Diagnostics;
using System.Threading.Channels;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>
/// Runs trials through oracle and kernels. Drawing, oracle, kernels and counting each have a thread and hand trials on in
/// order; the exact answers and the verdicts between them are found by as many jobs as are allowed. Results never depend
/// on timing, and memory does not grow with the cases. Before a case fails, the oracle is asked the same again.
/// </summary>
sealed class ParityRun(RunPlan request)
{
    const int TrialsInFlight = 32;
    const long MostInFlight = 1L << 26;

    readonly LibraryBits bits = new(request.Oracle);
    readonly ReportBuilder report = new(request.Identity, request.Replay);
    readonly SteadyOracle oracle = new(request.Oracle);
    readonly Stopwatch oracleTime = new();
    readonly TaskScheduler jobs = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, request.Jobs).ConcurrentScheduler;

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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var room = new InFlight(MostInFlight);
        var drawn = Channel.CreateBounded<Asked>(TrialsInFlight);
        var answered = Channel.CreateBounded<Asked>(TrialsInFlight);
        var judged = Channel.CreateBounded<Asked>(TrialsInFlight);
        Task[] stages =
        [
            Stages.Start(stop, () => Draw(drawn.Writer, room, stop.Token), drawn.Writer.Complete),
            Stages.Start(stop, () => Ask(drawn.Reader, answered.Writer, stop.Token), answered.Writer.Complete),
            Stages.Start(stop, () => RunKernels(answered.Reader, judged.Writer, stop.Token), judged.Writer.Complete),
            Stages.Start(stop, () => Count(judged.Reader, room, stop.Token), _ => { }),
        ];
        Stages.WaitForFirstFailure(stages);
        cancellation.ThrowIfCancellationRequested();
    }

    // The exact answer and the bounds take as long as all kernels together, and need no answer of the oracle.
    void Draw(ChannelWriter<Asked> drawn, InFlight room, CancellationToken stop)
    {
        int number = (request.Shard?.FirstCase ?? 0) + report.Done;
        foreach (Trial trial in request.Trials)
        {
            room.Enter(Asked.BytesOf(trial), stop);
            Stages.Hand(drawn, new Asked(number++, trial, Job(() => bits.TruthOf(trial), stop)), stop);
        }
    }

    void Ask(ChannelReader<Asked> drawn, ChannelWriter<Asked> answered, CancellationToken stop)
    {
        while (Stages.Take(drawn, stop, out Asked? asked))
        {
            oracleTime.Start();
            try
            {
                asked!.Expected = oracle.Run(asked.Trial);
            }
            catch (OracleFailureException failure)
            {
                WaitForSignal(stop);
                asked!.Outcome = Task.FromResult(CaseOutcome.Lost(asked.Number, asked.Trial, failure.Message));
            }

            oracleTime.Stop();
            Stages.Hand(answered, asked, stop);
        }
    }

    // In the order of cases: what a kernel keeps from one call to the next must not depend on the number of jobs.
    void RunKernels(ChannelReader<Asked> answered, ChannelWriter<Asked> judged, CancellationToken stop)
    {
        while (Stages.Take(answered, stop, out Asked? asked))
        {
            if (asked!.Expected is { } expected)
            {
                asked.Answers = AnswersTo(asked.Trial);
                TrialTruth truth = asked.Truth.GetAwaiter().GetResult();
                asked.Outcome = Job(() => Judge(asked, truth, expected), stop);
            }

            Stages.Hand(judged, asked, stop);
        }
    }

    (KernelEntry Kernel, BatchNormResult Answer)[] AnswersTo(Trial trial)
    {
        using var memory = new TrialMemory(trial);
        return
        [
            .. request.Kernels.Where(kernel => CoveredCases.WhyNot(kernel, trial.Case) is null)
                .Select(kernel => (kernel, ParityCheck.AnswerOf(kernel, trial, request.Threads, request.Isolated, memory))),
        ];
    }

    void Count(ChannelReader<Asked> judged, InFlight room, CancellationToken stop)
    {
        while (Stages.Take(judged, stop, out Asked? asked))
        {
            CaseOutcome outcome = asked!.Outcome!.GetAwaiter().GetResult();
            if (outcome.Failed && asked.Expected is { } expected)
                outcome = Confirmed(asked, outcome, expected, stop);
            request.Journal?.Append(outcome);
            report.Add(outcome);
            room.Leave(Asked.BytesOf(asked.Trial));
            request.Progress?.Invoke(report.Done, report.Failed);
        }
    }

    Task<T> Job<T>(Func<T> work, CancellationToken stop) => Task.Factory.StartNew(work, stop, TaskCreationOptions.DenyChildAttach, jobs);

    CaseOutcome Confirmed(Asked asked, CaseOutcome outcome, BatchNormResult expected, CancellationToken stop)
    {
        try
        {
            SteadyAnswer<BatchNormResult> steady = oracle.Confirm(asked.Trial, expected);
            return steady.Unsteady is null ? outcome : Judge(asked, asked.Truth.Result, steady.Answer) with { Unsteady = steady.Unsteady };
        }
        catch (OracleFailureException failure)
        {
            WaitForSignal(stop);
            return CaseOutcome.Lost(asked.Number, asked.Trial, failure.Message);
        }
    }

    // The signal that ends this process may have reached the oracle's first; then the case is not lost, but left.
    void WaitForSignal(CancellationToken stop)
    {
        if (stop.WaitHandle.WaitOne(request.SignalDelay))
            throw new OperationCanceledException(stop);
    }

    CaseOutcome Judge(Asked asked, TrialTruth truth, BatchNormResult expected)
    {
        KnownAnswer? known = bits.Known(asked.Trial, expected);
        using var check = new ParityCheck(truth, expected, known);
        IEnumerable<CaseComparison> comparisons = asked.Answers.Select(answer => check.Compare(answer.Kernel, answer.Answer));
        return CaseOutcome.Of(asked.Number, asked.Trial, comparisons, request.Replay) with
        {
            Bits = bits.Compare(asked.Trial, expected, known),
            FollowsArithmetic = bits.Follows(asked.Trial),
            RootUnknown = known?.RootUnknown == true,
            Misread = known?.Misread(asked.Trial.Case) == true,
        };
    }

    // A case on its way through the stages, which add to it one after the other.
    sealed class Asked(int number, Trial trial, Task<TrialTruth> truth)
    {
        // Batch, gradients, and of oracle and three kernels answers, what they are widened to, and bounds: some sixty-four doubles.
        const int BytesOfElement = 64 * sizeof(double);

        public int Number => number;

        public Trial Trial => trial;

        public Task<TrialTruth> Truth => truth;

        public static long BytesOf(Trial trial) => (long)trial.Inputs.Input.Count * BytesOfElement;

        public BatchNormResult? Expected { get; set; }

        public IReadOnlyList<(KernelEntry Kernel, BatchNormResult Answer)> Answers { get; set; } = [];

        public Task<CaseOutcome>? Outcome { get; set; }
    }
}
