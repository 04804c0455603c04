using Parity.Cases;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reference.Kernels.Libtorch;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;
using Parity.Tests.Fixtures;
using Parity.Tests.Libtorch;
using Parity.Tests.Oracles;

namespace Parity.Tests.Runs;

/// <summary>A library whose arithmetic is known is held to its bits.</summary>
public sealed class LibraryBitsTests
{
    const int Seed = 3;

    // Beyond 65,504 a float16 output is infinite, and so is its bound.
    static readonly string[] places = ["bn1d/512x3/seed=1", "bn2d/2x3x40x40/f64/seed=1", "bn1d/6x4/f16/overflow/seed=1", "bn2d/4x3x3x3/overflow/seed=1"];

    public static TheoryData<string> Places => [.. places];

    [Fact]
    public void A_library_that_keeps_to_its_arithmetic_has_its_bits_in_every_tensor()
    {
        ParityReport report = Run(CaseData.Trials(Seed, 40, LibtorchDefects.WhyNot), 40, (_, answer) => answer);
        Assert.True(report.Passed, ReportText.Failures(report));
        Assert.Null(report.Library!.Departure);
        Assert.True(report.Library.Rows.Sum(row => row.Tensors) > 200);
        Assert.All(report.Library.Rows, row => Assert.Equal(row.Tensors, row.Same));
        Assert.Contains(report.Library.Rows, row => row.Way == "planes");
        Assert.Contains(report.Library.Rows, row => row.Way == "rows");
        Assert.Contains(report.Library.Rows, row => row.Way == "other strides");
        Assert.Empty(report.Library.Differences);
    }

    [Theory, MemberData(nameof(Places))]
    public void One_unit_in_one_element_of_the_library_fails_on_any_size(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        Assert.True(Run([trial], 1, (_, answer) => answer).Passed);
        ParityReport report = Run([trial], 1, Nudged);
        Assert.False(report.Passed);
        LibraryRow changed = Assert.Single(report.Library!.Rows, row => row.Same < row.Tensors);
        Assert.Equal("output", changed.Quantity);
        Assert.Equal(descriptor, Assert.Single(report.Library.Differences).Case);
        Assert.Contains($"changed: {changed.Way}, {changed.Dtype}, output: 1 of 1", report.Library.Findings(number => $"{number}").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_with_another_arithmetic_is_told_and_judged_by_bounds()
    {
        ParityReport report = Run(
            CaseData.Trials(Seed, 20, LibtorchDefects.WhyNot), 20, (_, answer) => Moved(answer, Quantity.GradWeight));
        Assert.True(report.Passed, ReportText.Failures(report));
        Assert.Equal("planes", report.Library!.Departure);
        Assert.NotEmpty(report.Library.Differences);
        Assert.All(report.Library.Rows.Where(row => row.Quantity == "output"), row => Assert.Equal(row.Tensors, row.Same));
    }

    [Fact]
    public void The_bits_survive_the_journal_and_the_merge()
    {
        using var folder = new TemporaryFolder();
        RunPlan Request(Shard? shard = null) => ScriptedRun.Request(shard) with { Oracle = new EmulatedLibrary(Nudged) };
        string whole = ScriptedRun.Text(new ParityRun(Request()).Execute());
        Assert.Contains("\"conditions\": \"libtorch 2.10, AVX2, 1 thread\"", whole, StringComparison.Ordinal);
        using (var journal = Journal.Start(folder.Path, Request().Identity))
            new ParityRun(Request() with { Journal = journal }).Execute();
        using (var journal = Journal.Resume(folder.Path, Request().Identity))
            Assert.Equal(whole, ScriptedRun.Text(new ParityRun(ScriptedRun.With(journal) with { Oracle = new EmulatedLibrary(Nudged) }).Execute()));
        Assert.Equal(whole, ScriptedRun.Text(ShardMerge.Merge(ScriptedRun.Parts(folder, 3, Request))));
    }

    [FollowingFact]
    public void This_machines_library_keeps_to_its_arithmetic()
    {
        LibraryReport library = LiveOracle.Use(oracle => Run(CaseData.Trials(Seed, 60, oracle.WhyNot), 60, oracle).Library!, "torchsharp");
        Assert.Null(library.Departure);
        Assert.All(library.Rows, row => Assert.Equal(row.Tensors, row.Same));
    }

    static ParityReport Run(IEnumerable<Trial> trials, int cases, Func<Trial, BatchNormResult, BatchNormResult> answer) =>
        Run(trials, cases, new EmulatedLibrary(answer));

    static ParityReport Run(IEnumerable<Trial> trials, int cases, IOracle oracle) => new ParityRun(new RunPlan
    {
        Trials = trials,
        Cases = cases,
        Seed = Seed,
        Kernels = [KernelCatalog.All[0]],
        Oracle = oracle,
    }).Execute();

    // What the library is asked before a run has no seed.
    static BatchNormResult Nudged(Trial trial, BatchNormResult answer) =>
        trial.Case.Seed == 0 ? answer : Moved(answer, Quantity.Output);

    static BatchNormResult Moved(BatchNormResult answer, Quantity quantity)
    {
        if (answer[quantity] is { Count: > 0 } tensor)
            tensor.Bytes[^tensor.DType.Size()] ^= 1;
        return answer;
    }

    /// <summary>The known arithmetic as a library, and what is wrong with it.</summary>
    sealed class EmulatedLibrary(Func<Trial, BatchNormResult, BatchNormResult> change) : IKnownOracle
    {
        public string Name => "emulated";

        public string Version => "1";

        public bool Live => true;

        public LibtorchConditions Conditions => LibtorchConditions.Default;

        public string? Departure => LibtorchProbe.Departure(Conditions, _ => false, Run);

        public string? WhyNot(BatchNormCase c) => LibtorchDefects.WhyNot(c);

        public BatchNormResult Run(Trial trial) => change(trial, new LibtorchBatchNorm(Conditions).Run(trial));

        public void Dispose()
        {
        }
    }
}
