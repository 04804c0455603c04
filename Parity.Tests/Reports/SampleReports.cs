using Parity.Reports;

namespace Parity.Tests.Reports;

/// <summary>Reports made by hand, with one of everything that a report can tell.</summary>
static class SampleReports
{
    /// <summary>Markup, table separators, code fences, line ends and control characters, as a case or a message might hold them.</summary>
    public const string Hostile = "<script>alert('x')</script> | ``` & \"quoted\"\n\u001b[31msecond line";

    static readonly string[] kernels = ["manual", "simd"];
    static readonly string[] dtypes = ["float32", "float64"];
    static readonly string[] modes = ["train", "eval"];

    static readonly string[] quantities =
        ["output", "batch_mean", "batch_var", "running_mean", "running_var", "num_batches_tracked", "grad_input", "grad_weight", "grad_bias"];

    /// <summary>Everything agrees with a live oracle.</summary>
    public static ParityReport Passing => new()
    {
        Seed = 42,
        Cases = 1000,
        Judged = 1000,
        Oracle = new OracleIdentity("pytorch", "1.13.1", Live: true),
        Environment = new RunEnvironment("Linux x64", "Example CPU @ 2.50GHz", "AVX2", 2, ".NET 10.0.1"),
        Agreement = [.. kernels.SelectMany(kernel => dtypes.SelectMany(dtype => Rows(kernel, dtype)))],
        Accuracy = [Accuracy("manual", "output"), Accuracy("manual", "batch_var"), Accuracy("simd", "output"), Accuracy("simd", "batch_var")],
        Options = [new OptionRow("momentum", "null", 120, 2400, 12), new OptionRow("momentum", "0", 80, 1600, 160), new OptionRow("batch", "0", 0, 0, 0)],
        Coverage =
        [
            new CoverageRow("BatchNorm1d", "train", "float32", "contiguous", 212),
            new CoverageRow("BatchNorm1d", "train", "float64", "features_last", 38),
            new CoverageRow("BatchNorm1d", "eval", "float32", "contiguous", 120),
            new CoverageRow("BatchNorm2d", "train", "float32", "contiguous", 330),
            new CoverageRow("BatchNorm2d", "train", "float32", "channels_last", 180),
            new CoverageRow("BatchNorm2d", "eval", "float64", "channels_last", 120),
        ],
        Disagreements = [],
        OracleFailures = [],
        Library = new LibraryReport(
            "libtorch 2.10, AVX2, 1 thread", null, [new LibraryRow("planes", "float32", "output", 330, 330), new LibraryRow("rows", "float64", "grad_input", 120, 120)], []),
        Divergences = new DivergenceComparison
        {
            Library = "pytorch 1.13.1",
            Asked = 38,
            NotAsked = 1,
            OursAsked = 33,
            Known = [new("pytorch", ["1.13.1"], "bn1d-rank1", "no", "expected 2D or 3D input (got 1D input)", "PyTorch", "wording")],
        },
        Bench = Bench,
        Timing = new RunTiming(new DateTimeOffset(2024, 2, 29, 23, 59, 58, TimeSpan.Zero), 12.34, 5.67),
    };

    /// <summary>One kernel passes, one fails, the oracle is worse once, one case has no answer, and texts are hostile.</summary>
    public static ParityReport Failing => Passing with
    {
        Judged = 999,
        Agreement = [.. Passing.Agreement.Select(WithFailures)],
        Disagreements = SampleDisagreements.All,
        DisagreementsLeftOut = 3,
        Library = Passing.Library! with
        {
            Rows = [Passing.Library.Rows[0], Passing.Library.Rows[1] with { Same = 119 }],
            Differences =
            [
                new LibraryDifference(
                    "bn1d/7x5/f64/seed=9", "rows", "grad_input[0, 1] is 1.5 (0x3FF8000000000000)", $"grad_input[0, 1] is {Hostile}",
                    "./run.sh replay bn1d/7x5/f64/seed=9"),
            ],
        },
        OracleFailures = [new OracleFailure("bn2d/4x3x32x32/seed=9", Hostile, "./run.sh replay bn2d/4x3x32x32/seed=9")],
        Unsteady = [Unsteady],
    };

    /// <summary>A case that passed once the oracle was asked again.</summary>
    public static UnsteadyAnswer Unsteady { get; } = new(
        "bn1d/5x33/seed=12", $"ExternalException: {Hostile}", "no error", 3, "./run.sh replay bn1d/5x33/seed=12");

    /// <summary>The failing run with nothing but fixtures to compare with.</summary>
    public static ParityReport Recorded => Failing with { Oracle = new OracleIdentity("recorded", "TorchSharp 0.99.6", Live: false) { Caution = "recorded fixtures only: no library was run; the kernels were compared with answers from an earlier day" }, Library = null, Divergences = null };

    /// <summary>Errors that grew since the baseline, bits that changed, and a kernel that is gone.</summary>
    public static ParityReport Drifted => Passing with
    {
        Divergences = Passing.Divergences! with
        {
            Ours = [new DivergenceProblem("bn1d-rank1 (BatchNorm1d(3), train, input [2]): our module says nothing where PyTorch says 'expected 2D or 3D input (got 1D input)'", "./run.sh errors")],
            Problems = [new DivergenceProblem("bn1d-rank4: pytorch 1.13.1 says nothing where PyTorch says 'expected 2D or 3D input (got 4D input)'; if that is so, add to divergences.json", """{"library":"PyTorch","versions":["1.13.1"],"case":"bn1d-rank4","says":null}""")],
        },
        Baseline = new BaselineComparison
        {
            File = "fixtures/baseline.json",
            Level = BaselineLevel.Broken,
            RecordedIn = "pytorch 1.13.1, AVX2, 1 thread",
            MeasuredIn = "pytorch 2.1.0, AVX2, 1 thread",
            AgreementCompared = false,
            NotCompared = ["agreement with the oracle was NOT compared: it is on record for pytorch 1.13.1, AVX2, 1 thread, this is pytorch 2.1.0, AVX2, 1 thread"],
            Same = 70,
            Changes =
            [
                new BaselineChange("simd", "running_var", "float64", "train", BaselineLevel.Broken, [new DiffNumber("tensors", 60, null, Movement.Worse)]),
                new BaselineChange("manual", "grad_bias", "float64", "train", BaselineLevel.Drifted,
                    [new DiffNumber("typical error/bound", 0.012, 0.11, Movement.Worse), new DiffNumber("worst ULP to exact", 12, long.MaxValue, Movement.Changed)]) { Gravity = 9.2 },
                new BaselineChange("manual", "output", "float32", "eval", BaselineLevel.BitsChanged, []) { Gravity = 1 },
            ],
        },
    };

    /// <summary>A run in which nothing was compared.</summary>
    public static ParityReport Empty => Passing with { Cases = 0, Judged = 0, Agreement = [], Accuracy = [], Coverage = [], Options = [], Library = null, Divergences = null, Bench = null };

    /// <summary>A report whose failing kernel has another name.</summary>
    public static ParityReport Renamed(ParityReport report, string name) => report with
    {
        Agreement = [.. report.Agreement.Select(row => row.Kernel == "simd" ? row with { Kernel = name } : row)],
        Disagreements = [.. report.Disagreements.Select(d => d.Kernel == "simd" ? d with { Kernel = name } : d)],
        Baseline = report.Baseline is { } baseline
            ? baseline with { Changes = [.. baseline.Changes.Select(change => change with { Kernel = change.Kernel == "simd" ? name : change.Kernel })] }
            : null,
    };

    /// <summary>A run with many failures, each listed.</summary>
    public static ParityReport WithDisagreements(int count) => Failing with
    {
        Disagreements = [.. Enumerable.Range(0, count).Select(i => SampleDisagreements.GradInput with { Case = $"bn1d/1x9x4/seed={i}" })],
        OracleFailures = [.. Enumerable.Range(0, count).Select(i => new OracleFailure($"bn1d/2x2/seed={i}", "no answer in 30 s", $"./run.sh replay bn1d/2x2/seed={i}"))],
    };

    /// <summary>One row of a bench.</summary>
    public static BenchReport Bench => new()
    {
        Oracle = new OracleIdentity("pytorch", "1.13.1", Live: true),
        Environment = new RunEnvironment("Linux x64", "Example CPU @ 2.50GHz", "AVX2", 2, ".NET 10.0.1"),
        Rounds = 9,
        Rows =
        [
            new BenchRow
            {
                Kernel = "simd",
                Mode = "train",
                Shape = "32x64x56x56",
                Layout = "channels_last",
                Dtype = "float32",
                Threads = 2,
                KernelNs = 1e6,
                OracleNs = 2.5e6,
                CopyNs = 5e5,
                Ratio = 2.5,
                RatioQuartiles = [2.25, 2.5, 2.75],
                BestRatio = 2.4,
                NsPerElement = 0.156,
                GbPerSecond = 51.4,
                CopyShare = 0.5,
            },
        ],
        Failures = ["simd eval 4x3: the answer is wrong"],
    };

    static AccuracyRow Accuracy(string kernel, string quantity) => new(
        kernel, quantity, "float32", "train",
        new ErrorProfile([900_000, 90_000, 9_000, 990, 10], [new(0, 1, 30), new(4, 2, 400), new(4, 4, 50)], [new(0, 3, 30), new(4, 5, 450)]),
        new ErrorProfile(
            [700_000, 200_000, 90_000, 9_000, 900, 90, .. Enumerable.Repeat(0L, 59), 10],
            [new(0, 2, 30), new(4, 6, 440), new(4, UlpScale.Infinite, 10)], [new(0, 5, 30), new(4, 12, 440), new(4, UlpScale.Infinite, 10)]));

    static IEnumerable<AgreementRow> Rows(string kernel, string dtype) =>
        modes.SelectMany(mode => quantities
            .Where(quantity => mode == "train" || quantity is "output" or "grad_input" or "grad_weight" or "grad_bias")
            .Select((quantity, i) => new AgreementRow
            {
                Kernel = kernel,
                Quantity = quantity,
                Dtype = dtype,
                Mode = mode,
                Ordinary = new AgreementPart
                {
                    Compared = 300,
                    Allclose = 300 - (i % 3 * 10),
                    AssertClose = 299 + (i % 2),
                    MaxUlp = quantity == "num_batches_tracked" ? 0 : i,
                },
                Harsh = new AgreementPart
                {
                    Compared = 180,
                    Allclose = 180 - (i % 3 * 15),
                    AssertClose = 180 - (i % 2),
                    MaxUlp = quantity == "num_batches_tracked" ? 0 : 1L << i,
                },
                Compared = 480,
                Allclose = 480 - (i % 3 * 25),
                AssertClose = 479,
                Agree = 480,
                KernelShare = quantity == "num_batches_tracked" ? 0 : 0.043 * (i + 1),
                MaxAbs = quantity == "num_batches_tracked" ? 0 : 4.8e-7 * (i + 1),
                MaxRel = quantity == "num_batches_tracked" ? 0 : 1.2e-5 / (i + 1),
                MaxUlp = quantity == "num_batches_tracked" ? 0 : 1L << i,
                WorstCase = quantity == "num_batches_tracked" ? null : $"bn2d/2x21x8x17{(dtype == "float64" ? "/f64" : "")}{(mode == "eval" ? "/eval" : "")}/seed={61025143 + i}",
            }));

    static AgreementRow WithFailures(AgreementRow row) => (row.Kernel, row.Quantity, row.Dtype, row.Mode) switch
    {
        ("simd", "grad_input", "float32", "train") => row with
        {
            Agree = 476,
            KernelWorse = 4,
            KernelShare = 1.17,
            AssertClose = 477,
            MaxUlp = 21,
            Ordinary = row.Ordinary with { Failed = 4, AssertClose = 297, MaxUlp = 21 },
            Harsh = row.Harsh with { AssertClose = 180, MaxUlp = 20 },
        },
        ("simd", "running_var", "float64", "train") => row with
        {
            Agree = 479,
            Unexplained = 1,
            MaxUlp = long.MaxValue,
            KernelShare = double.PositiveInfinity,
            MaxAbs = double.NaN,
            MaxRel = double.PositiveInfinity,
            Harsh = row.Harsh with { Failed = 1, MaxUlp = long.MaxValue },
        },
        ("simd", "batch_var", "float32", "train") => row with { Agree = 478, Vacuous = 2, Harsh = row.Harsh with { Failed = 2 } },
        ("manual", "output", "float32", "train") => row with
        {
            Agree = 479,
            OracleWorse = 1,
            MaxUlp = 1_234_567_890,
            Harsh = row.Harsh with { OracleWorse = 1, MaxUlp = 1_234_567_890 },
        },
        _ => row,
    };
}
