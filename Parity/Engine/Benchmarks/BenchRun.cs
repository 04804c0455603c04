using System.Diagnostics;
using System.Numerics;
using Parity.Cases;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Benchmarks;

/// <summary>
/// Times kernels against an oracle: same data, same number of threads, rounds of kernel, oracle and plain copy in turn,
/// so that whatever slows the machine for a while slows all three.
/// </summary>
sealed class BenchRun(BenchRequest request)
{
    // A round takes so long on each side, within these numbers of calls.
    const double RoundNs = 25e6;
    const int FewestCalls = 3, MostCalls = 200;

    // After so many calls, and some time in the background, the runtime replaces the code of first calls by optimised code.
    const int WarmUpCalls = 40, MostWarmUpSteps = 12;
    static readonly TimeSpan warmUpLimit = TimeSpan.FromSeconds(1), compilation = TimeSpan.FromMilliseconds(120);

    readonly List<BenchRow> rows = [];
    readonly List<string> failures = [];
    int done;

    /// <summary>Times everything and reports.</summary>
    /// <param name="cancellation">Ends the run after the round at hand.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="OracleFailureException">The oracle gave no answer.</exception>
    public BenchReport Execute(CancellationToken cancellation = default)
    {
        foreach (BatchNormCase c in request.Shapes)
        {
            Trial trial = CaseData.Generate(c);
            using IBenchSession session = request.Open(trial);
            if (c.DType == DType.Float64)
                Measure(trial, session, entry => entry.Float64, cancellation);
            else
                Measure(trial, session, entry => entry.Float32, cancellation);
        }

        IOracle oracle = request.Oracle;
        return new BenchReport
        {
            Oracle = OracleIdentity.Of(oracle),
            Environment = Machine.Describe(request.Threads.Max(), TorchSharpLoader.Note),
            Rounds = request.Rounds,
            Rows = rows,
            Failures = failures,
        };
    }

    void Measure<T>(
        Trial trial, IBenchSession session, Func<KernelEntry, Func<int, IBatchNormKernel<T>>?> make, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var timer = new KernelTimer<T>(trial);
        foreach (BenchMode mode in request.Modes)
        {
            BatchNormResult expected = session.Answer(mode, request.Threads[0]);
            foreach (int threads in request.Threads)
                foreach (KernelEntry entry in request.Kernels)
                {
                    string what = $"{entry.Name} {mode.Word()} {BenchShapes.Format(trial.Case)}, threads: {threads}";
                    request.Progress?.Invoke(what, done++, request.Shapes.Count * request.Modes.Count * request.Threads.Count * request.Kernels.Count);
                    if (make(entry) is not { } made)
                        continue;
                    try
                    {
                        IBatchNormKernel<T> kernel = Guarded(() => made(threads));
                        if (BenchCheck.WhyNot(mode, Guarded(() => timer.Answer(kernel, mode)), expected) is { } problem)
                            failures.Add($"{what}: {problem}");
                        else
                            rows.Add(Row(
                                trial.Case, entry.Name, mode, threads,
                                new Rounds(
                                    calls => Guarded(() => timer.Time(kernel, mode, calls)),
                                    calls => session.Time(mode, threads, calls),
                                    calls => timer.TimeCopy(threads, calls)).Take(request.Rounds, cancellation)));
                    }
                    catch (KernelException failed)
                    {
                        failures.Add($"{what}: raised {failed.Failure.What}");
                    }
                }
        }
    }

    // What a kernel throws is told of that kernel alone.
    static TAnswer Guarded<TAnswer>(Func<TAnswer> call)
    {
        try
        {
            return call();
        }
        catch (Exception thrown)
        {
            throw new KernelException(thrown);
        }
    }

    static BenchRow Row(BatchNormCase c, string kernel, BenchMode mode, int threads, List<Round> rounds)
    {
        double kernelNs = Middle(round => round.Kernel), oracleNs = Middle(round => round.Oracle), copyNs = Middle(round => round.Copy);
        var ratios = Quartiles.Of(rounds.Select(round => round.Oracle.Median / round.Kernel.Median));
        long elements = (long)c.ValuesPerChannel * c.Channels;
        return new BenchRow
        {
            Kernel = kernel,
            Mode = mode.Word(),
            Shape = string.Join('x', c.Shape),
            Layout = c.Layout.Word(),
            Dtype = c.DType.TorchName(),
            Threads = threads,
            KernelNs = kernelNs,
            OracleNs = oracleNs,
            CopyNs = copyNs,
            Ratio = oracleNs / kernelNs,
            RatioQuartiles = [ratios.Lower, ratios.Median, ratios.Upper],
            BestRatio = rounds.Min(round => round.Oracle.Fastest) / rounds.Min(round => round.Kernel.Fastest),
            NsPerElement = kernelNs / elements,
            GbPerSecond = mode.TensorsMoved() * elements * c.DType.Size() / kernelNs,
            CopyShare = copyNs / kernelNs,
        };

        double Middle(Func<Round, CallTimes> of) => Quartiles.Of(rounds.Select(round => of(round).Median)).Median;
    }

    sealed record Round(CallTimes Kernel, CallTimes Oracle, CallTimes Copy);

    readonly record struct CallTimes(double Median, double Fastest);

    /// <summary>Three things that are timed in turn; each takes a number of calls and gives their nanoseconds.</summary>
    sealed class Rounds(Func<int, double[]> kernel, Func<int, IReadOnlyList<double>> oracle, Func<int, double[]> copy)
    {
        public List<Round> Take(int rounds, CancellationToken cancellation)
        {
            int kernelCalls = Calls(WarmUp(kernel, cancellation));
            int oracleCalls = Calls(Times(oracle, 2).Fastest);
            int copyCalls = Calls(Times(copy, 2).Fastest);
            var taken = new List<Round>();
            for (int round = 0; round < rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                taken.Add(new(Times(kernel, kernelCalls), Times(oracle, oracleCalls), Times(copy, copyCalls)));
            }

            return taken;
        }

        // Until two steps in a row bring nothing: how long optimised code is in coming depends on what else the machine does.
        static double WarmUp(Func<int, double[]> timed, CancellationToken cancellation)
        {
            double best = double.PositiveInfinity;
            for (int step = 0, idle = 0; step < MostWarmUpSteps && idle < 2; step++)
            {
                double fastest = double.PositiveInfinity;
                var clock = Stopwatch.StartNew();
                for (int i = 0; i < WarmUpCalls && clock.Elapsed < warmUpLimit; i++)
                    fastest = Math.Min(fastest, timed(1)[0]);
                cancellation.ThrowIfCancellationRequested();
                idle = step > 0 && fastest > 0.95 * best ? idle + 1 : 0;
                best = Math.Min(best, fastest);
                Thread.Sleep(compilation);
            }

            return best;
        }

        // The first call of a round finds its data gone from the caches and its threads asleep: it is not counted.
        static CallTimes Times(Func<int, IReadOnlyList<double>> timed, int calls)
        {
            double[] times = [.. timed(calls + 1).Skip(1)];
            return new(Quartiles.Of(times).Median, times.Min());
        }

        static int Calls(double ns) => (int)Math.Clamp(RoundNs / ns, FewestCalls, MostCalls);
    }
}

/// <summary>What a bench is to time.</summary>
sealed record BenchRequest
{
    /// <summary>The shapes, in the order of the report.</summary>
    public required IReadOnlyList<BatchNormCase> Shapes { get; init; }

    /// <summary>The kernels.</summary>
    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>The modes.</summary>
    public required IReadOnlyList<BenchMode> Modes { get; init; }

    /// <summary>Thread counts, each given to kernel, oracle and copy alike.</summary>
    public required IReadOnlyList<int> Threads { get; init; }

    /// <summary>Rounds of kernel, oracle and copy.</summary>
    public required int Rounds { get; init; }

    /// <summary>Who kernels are compared with.</summary>
    public required IOracle Oracle { get; init; }

    /// <summary>Takes a trial into the oracle's memory; one at a time.</summary>
    public required Func<Trial, IBenchSession> Open { get; init; }

    /// <summary>Told before each row what is about to be timed, and how much is done of how much.</summary>
    public Action<string, int, int>? Progress { get; init; }
}

/// <summary>A trial that lies in an oracle's own memory, to be timed there.</summary>
interface IBenchSession : IDisposable
{
    /// <summary>What the oracle makes of the trial in a mode: <see cref="BenchModeNames.Makes"/>.</summary>
    BatchNormResult Answer(BenchMode mode, int threads);

    /// <summary>Nanoseconds of each of so many calls, measured around the library's own call and nothing else.</summary>
    IReadOnlyList<double> Time(BenchMode mode, int threads, int calls);
}
