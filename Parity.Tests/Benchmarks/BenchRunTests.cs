using Parity.Benchmarks;
using Parity.Cases;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Tensors;
using Parity.Tests.Oracles;

namespace Parity.Tests.Benchmarks;

public sealed class BenchRunTests
{
    [Fact]
    public void A_kernel_that_computes_something_else_is_named_and_not_timed()
    {
        BenchReport report = Run(new SlowOracle { Factor = 1.01f });
        Assert.Empty(report.Rows);
        Assert.StartsWith("manual train 8x3, threads: 1: output: ", Assert.Single(report.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void The_ratio_is_the_oracle_time_over_the_kernel_time()
    {
        BenchRow row = Assert.Single(Run(new SlowOracle()).Rows);
        Assert.Equal(SlowOracle.Nanoseconds, row.OracleNs);
        Assert.Equal(SlowOracle.Nanoseconds / row.KernelNs, row.Ratio);
        Assert.Equal(row.KernelNs / 24, row.NsPerElement);
        Assert.Equal(2 * 24 * 4 / row.KernelNs, row.GbPerSecond);
        Assert.Equal(row.CopyNs / row.KernelNs, row.CopyShare);
    }

    [LiveTheory("torchsharp")]
    [InlineData(BenchMode.Train)]
    [InlineData(BenchMode.Eval)]
    [InlineData(BenchMode.Backward)]
    internal void TorchSharp_is_timed_in_this_process(BenchMode mode)
    {
        // On the shared oracle, whose number of threads others rely on.
        BenchReport report = LiveOracle.Use(oracle => Run(oracle, trial => new TorchSharpBench(trial), mode), "torchsharp");
        Assert.Empty(report.Failures);
        Assert.True(Assert.Single(report.Rows).OracleNs > 0);
    }

    [Fact]
    public void A_summary_is_the_geometric_mean_and_the_lowest_ratio()
    {
        BenchRow row = Assert.Single(Run(new SlowOracle()).Rows);
        var summary = BenchSummary.Of([row with { Ratio = 8 }, row with { Ratio = 2, Layout = "channels_last", Shape = "2x3x4x5" }]);
        Assert.Equal(4, summary.GeometricMean, 12);
        Assert.Equal(2, summary.Lowest);
        Assert.Equal("2x3x4x5/channels_last", summary.LowestAt);
    }

    [Fact]
    public void Every_standard_shape_is_spelled_as_it_is_parsed() =>
        Assert.All(BenchShapes.Standard, c => Assert.Equal(c, BenchShapes.Parse(BenchShapes.Format(c))));

    [Fact]
    public void Quartiles_lie_between_neighbours()
    {
        Assert.Equal(new Quartiles(1.75, 2.5, 3.25), Quartiles.Of([4, 1, 3, 2]));
        Assert.Equal(new Quartiles(7, 7, 7), Quartiles.Of([7]));
    }

    static BenchReport Run(SlowOracle oracle) => Run(oracle, oracle.Take, BenchMode.Train);

    static BenchReport Run(IOracle oracle, Func<Trial, IBenchSession> open, BenchMode mode) => new BenchRun(new BenchRequest
    {
        Shapes = [BenchShapes.Parse("8x3")],
        Kernels = [.. KernelCatalog.All.Where(entry => entry.Name == "manual")],
        Modes = [mode],
        Threads = [1],
        Rounds = 2,
        Oracle = oracle,
        Open = open,
    }).Execute();

    /// <summary>Answers with the manual kernel's output times a factor, and says how long that took.</summary>
    sealed class SlowOracle : IOracle, IBenchSession
    {
        public const double Nanoseconds = 12345;

        Trial? trial;

        public float Factor { get; init; } = 1;

        public string Name => "slow";

        public string Version => "0";

        public bool Live => true;

        public string? WhyNot(BatchNormCase c) => null;

        public BatchNormResult Run(Trial trial) => throw new NotSupportedException();

        public SlowOracle Take(Trial trial)
        {
            this.trial = trial;
            return this;
        }

        public BatchNormResult Answer(BenchMode mode, int threads)
        {
            DenseTensor output = Parity.Kernels.KernelRun.Run(KernelCatalog.All[0], trial!)[Quantity.Output]!;
            foreach (ref float value in output.Values<float>())
                value *= Factor;
            return new BatchNormResult { [Quantity.Output] = output };
        }

        public IReadOnlyList<double> Time(BenchMode mode, int threads, int calls) => [.. Enumerable.Repeat(Nanoseconds, calls)];

        public void Dispose()
        {
        }
    }
}
