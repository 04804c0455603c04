using Parity.Cases;
using Parity.Comparison;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Reports;
using Parity.Tensors;
using Parity.Tests.Fixtures;
using Parity.Tests.Libtorch;
using Parity.Tests.Tool;
using Parity.Tool;

namespace Parity.Tests.Oracles;

public sealed class EmulatedOracleTests
{
    [Fact]
    public void It_needs_nothing_installed_and_comes_before_what_is_recorded()
    {
        using IOracle oracle = OracleCatalog.Open(EmulatedOracle.Key).Oracle;
        Assert.Equal("libtorch 2.10, AVX2, 1 thread", oracle.Version);
        Assert.Equal([TorchSharpOracle.Key, "pytorch", EmulatedOracle.Key, RecordedOracle.Key], OracleCatalog.Names);
    }

    [Fact]
    public void It_answers_live_cases_and_every_report_says_that_no_library_was_run()
    {
        ParityReport report = Gate.Of(new ManualKernel<float>()).Against(EmulatedOracle.Key).Cases(120).Assert();
        Assert.StartsWith("emulated: no library was run", report.Oracle.Caution, StringComparison.Ordinal);
        Assert.Equal(120, report.Judged);
        Assert.True(report.Library is { Emulated: true, Departure: null, Rows: [], RootsUnknown: > 0 });
    }

    [Fact]
    public void The_command_line_says_it_too()
    {
        using var folder = new TemporaryFolder();
        CommandLineRun run = CommandLineRun.Of(
            "check", "--oracle", "emulated", "--oracle-threads", "3", "--cases", "40", "--kernel", "manual", "--report", folder.Path);
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.StartsWith("PASSED against emulated libtorch 2.10, AVX2, 3 threads", run.Output, StringComparison.Ordinal);
        Assert.Contains("WARNING   emulated: no library was run", run.Output, StringComparison.Ordinal);
        Assert.Contains("emulated: no library was run", File.ReadAllText(folder.File("report.md")), StringComparison.Ordinal);
        Assert.Contains("emulated: no library was run", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
        Assert.Contains("1 thread; emulated: no library was run", CommandLineRun.Of("list").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what is recorded has the threads that it was recorded with", "check", "--oracle", "recorded", "--oracle-threads", "2")]
    [InlineData("--oracle-threads is 0; allowed are whole numbers from 1", "check", "--oracle-threads", "0")]
    [InlineData("what is emulated is not recorded again", "record", "bn1d/4x3", "--oracle", "emulated")]
    [InlineData("sequences asks torchsharp alone; emulated answers check, replay and trust", "sequences", "--oracle", "emulated")]
    public void What_it_cannot_do_is_refused(string message, params string[] arguments)
    {
        CommandLineRun run = CommandLineRun.Of(arguments);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(message, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bn1d/5x4x9/permuted/eval", true)]
    [InlineData("bn1d/5x4x9/permuted/f64/eval", true)]
    [InlineData("bn1d/5x4x9/permuted/bf16/f32params/eval", true)]
    [InlineData("bn1d/5x4x9/permuted/bf16/eval", false)]
    [InlineData("bn1d/5x4x9/permuted/eval/notrack", false)]
    [InlineData("bn1d/5x4x9/permuted", false)]
    [InlineData("bn1d/5x4x9/eval", false)]
    public void One_root_of_eval_over_other_strides_is_not_known(string descriptor, bool unknown) =>
        Assert.Equal(unknown, LibtorchPath.TakesTensorRoot(CaseDescriptor.Parse(descriptor)));

    [Theory]
    [InlineData("bn1d/3x15/overflow/seed=806811126")]
    [InlineData("bn1d/3x127/f64/momentum=0.01/tracked=1000/ratios/seed=1827365675")]
    [InlineData("bn1d/50x3/ratios/seed=1")]
    public void With_several_threads_its_roundings_are_explained_too(string descriptor)
    {
        using var oracle = new EmulatedOracle(threads: 3);
        var bits = new LibraryBits(oracle);
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        BatchNormResult answer = oracle.Run(trial);
        Assert.True(new ParityCheck(bits.TruthOf(trial), answer, bits.Known(trial, answer)).Compare(KernelCatalog.All[0]).Passed);
    }

    [FollowingFact]
    public void All_else_is_TorchSharps_to_the_bit() => LiveOracle.Use(live =>
    {
        var emulated = new EmulatedOracle();
        int roots = 0;
        foreach (Trial trial in CaseData.Trials(Settings.Seed, 400, emulated.WhyNot))
        {
            (BatchNormResult library, BatchNormResult ours) = (live.Run(trial), emulated.Run(trial));
            foreach (Quantity quantity in QuantityNames.All)
                if (TensorBits.Difference(quantity.TorchName(), library[quantity], ours[quantity]) is { } difference)
                {
                    Assert.True(quantity == Quantity.Output && LibtorchPath.TakesTensorRoot(trial.Case), $"{trial.Descriptor}: {difference.One}, not {difference.Other}");
                    roots++;
                }
        }

        Assert.InRange(roots, 1, 40);
        return true;
    }, TorchSharpOracle.Key);
}
