using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Planted;
using Parity.Tests.Runs;

namespace Parity.Tests.Kernels;

/// <summary>A kernel in a process of its own may do anything: it is a verdict of the case that did it.</summary>
public sealed class IsolatedKernelsTests
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);
    static readonly Trial right = CaseData.Generate(CaseDescriptor.Parse("bn2d/2x3x2x2/seed=1"));
    static readonly Trial wrong = CaseData.Generate(CaseDescriptor.Parse("bn2d/3x3x2x2/seed=1"));

    [Theory]
    [InlineData("overflows-the-stack", KernelEnd.Died, "stack overflow")]
    [InlineData("segfaults", KernelEnd.Died, "SIGSEGV")]
    [InlineData("writes-past-output", KernelEnd.Died, "SIGSEGV")]
    [InlineData("reads-past-input", KernelEnd.Died, "SIGSEGV")]
    [InlineData("throws", KernelEnd.Raised, "System.IndexOutOfRangeException at ")]
    public void What_a_kernel_does_is_told_and_the_next_case_gets_a_new_process(string name, KernelEnd end, string kind)
    {
        KernelEntry kernel = Unruly(name);
        using var isolated = new IsolatedKernels(new KernelChoice(kernel.Name, [typeof(UnrulyKernels).Assembly.Location]), patience);
        for (int again = 0; again < 2; again++)
        {
            KernelFailure? failure = isolated.Run(kernel, wrong).Failure;
            Assert.Equal(end, failure?.End);
            Assert.StartsWith(kind, failure!.Kind, StringComparison.Ordinal);
            Assert.StartsWith(kind.Split(' ')[0], failure.What, StringComparison.Ordinal);
            AssertSame(KernelRun.Run(kernel, right), isolated.Run(kernel, right));
        }
    }

    [Fact]
    public void A_kernel_that_hangs_is_ended_at_the_time_limit()
    {
        KernelEntry kernel = Unruly("hangs");
        using var isolated = new IsolatedKernels(new KernelChoice(kernel.Name, [typeof(UnrulyKernels).Assembly.Location]), TimeSpan.FromSeconds(1));
        Assert.Equal(new KernelFailure(KernelEnd.Hung, "", "no answer within 1 s"), isolated.Run(kernel, wrong).Failure);
    }

    [Theory]
    [InlineData("bn2d/2x3x2x2/channels_last/grad=sliced/seed=1")]
    [InlineData("bn1d/4x3x5/features_last/f16/f32params/seed=2")]
    [InlineData("bn1d/4x3/f64/eval/noweight/seed=3")]
    [InlineData("bn2d/0x3x2x2/eval/seed=3")]
    [InlineData("bn1d/4x3/notrack/requires=weight/momentum=null/seed=3")]
    public void A_right_kernel_answers_the_same_there(string descriptor)
    {
        KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        using var isolated = new IsolatedKernels(new KernelChoice(manual.Name, []), patience);
        AssertSame(KernelRun.Run(manual, trial), isolated.Run(manual, trial));
    }

    [Fact]
    public void Errors_and_violations_come_across()
    {
        BatchNormResult error = TrialFrame.ReadAnswer(TrialFrame.Answer(new BatchNormResult(new LibraryError("ValueError", "no"))));
        Assert.Equal(new LibraryError("ValueError", "no"), error.Error);
        var violating = new BatchNormResult { Violations = { [Quantity.GradInput] = "wrote" } };
        Assert.Equal("wrote", Assert.Single(TrialFrame.ReadAnswer(TrialFrame.Answer(violating)).Violations).Value);
    }

    [Fact]
    public void A_run_goes_on_after_a_kernel_that_dies()
    {
        KernelEntry kernel = Unruly("segfaults");
        using var isolated = new IsolatedKernels(new KernelChoice(kernel.Name, [typeof(UnrulyKernels).Assembly.Location]), patience);
        Trial[] trials = [right, wrong, right];
        ParityReport report = new ParityRun(new RunPlan
        {
            Trials = trials,
            Cases = 3,
            Seed = 0,
            Kernels = [kernel],
            Isolated = isolated,
            Oracle = new ScriptedOracle((_, answer) => answer),
        }).Execute();
        Assert.Equal((3, 1), (report.Judged, report.Failed));
        Disagreement died = Assert.Single(report.Disagreements);
        Assert.Equal(("died", "SIGSEGV", "bn2d/3x1x1x1", wrong.Descriptor), (died.Verdict, died.Cause, died.Case, died.FoundAs));
        Assert.StartsWith("SIGSEGV: the process ended with exit code ", died.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_program_is_told()
    {
        using var isolated = new IsolatedKernels(new KernelChoice("manual", []), patience, Path.Combine(Path.GetTempPath(), "nowhere", "parity.dll"));
        Assert.Contains("nowhere", Assert.Throws<UnusableException>(() => isolated.Run(KernelCatalog.All[0], right)).Message, StringComparison.Ordinal);
    }

    static KernelEntry Unruly(string name) => new UnrulyKernels().Kernels.Single(entry => entry.Name == UnrulyKernels.Prefix + name);

    static void AssertSame(BatchNormResult expected, BatchNormResult actual)
    {
        Assert.Equal((expected.Error, expected.Failure), (actual.Error, actual.Failure));
        foreach (Quantity quantity in QuantityNames.All)
            Assert.Equal(expected[quantity]?.Bytes.ToArray(), actual[quantity]?.Bytes.ToArray());
    }
}
