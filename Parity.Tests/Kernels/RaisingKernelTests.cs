using Parity.Baselines;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Sequences;
using Parity.Tests.Oracles;
using Parity.Tests.Runs;

namespace Parity.Tests.Kernels;

/// <summary>Whatever a kernel throws is a verdict on that kernel in that case, and ends nothing.</summary>
public sealed class RaisingKernelTests
{
    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    public static TheoryData<Type> Exceptions() =>
        [typeof(IndexOutOfRangeException), typeof(ArgumentException), typeof(OperationCanceledException), typeof(NotImplementedException)];

    [Theory, MemberData(nameof(Exceptions))]
    public void Any_exception_of_a_kernel_is_told_with_type_message_and_place(Type type)
    {
        KernelEntry thrower = Thrower(_ => true, type);
        KernelFailure? failure = KernelRun.Run(thrower, Trial("bn1d/4x3/f64")).Failure;
        Assert.NotNull(failure);
        Assert.Equal((KernelEnd.Raised, $"{type.FullName} at {typeof(Thrower<>).FullName}.Throw"), (failure.End, failure.Kind.Replace("`1[T]", "`1", StringComparison.Ordinal)));
        Assert.StartsWith($"{type.FullName}: of no use at ", failure.What, StringComparison.Ordinal);
        Assert.Contains("Throw", failure.What, StringComparison.Ordinal);
        CaseComparison judged = ParityCheck.Compare(thrower, Trial("bn1d/4x3"), KernelRun.Run(manual, Trial("bn1d/4x3")));
        Assert.Equal((false, KernelEnd.Raised, null), (judged.Passed, judged.Failure?.End, judged.ErrorMismatch));
    }

    [Fact]
    public void What_wraps_an_exception_does_not_hide_it()
    {
        var thrown = new AggregateException(new TypeInitializationException("K", new DivideByZeroException("zero\nand more")));
        Assert.Equal("System.DivideByZeroException: zero", KernelFailure.Of(thrown).What);
    }

    [Fact]
    public void A_kernel_that_cannot_be_made_raises()
    {
        KernelEntry unmade = manual with { Float32 = _ => throw new DllNotFoundException("fast.so") };
        Assert.Contains("fast.so", KernelRun.Run(unmade, Trial("bn1d/4x3/f16")).Failure?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_modules_own_checks_are_no_failure_of_the_kernel()
    {
        BatchNormResult result = KernelRun.Run(Thrower(_ => true), Trial("bn1d/1x3"));
        Assert.Equal(("System.ArgumentException", null), (result.Error?.Type, result.Failure));
    }

    [Fact]
    public void A_kernel_that_raises_leaves_the_others_as_they_are_and_shrinks()
    {
        ParityReport alone = new ParityRun(Request(manual)).Execute(), both = new ParityRun(Request(Thrower(n => n >= 3), manual)).Execute();
        Assert.True(alone.Passed);
        Assert.Equal((false, alone.Judged), (both.Passed, both.Judged));
        Assert.Equal(alone.Agreement, both.Agreement.Where(row => row.Kernel == manual.Name));
        Disagreement first = both.Disagreements[0];
        Assert.Equal(("thrower", "error", "raised", true), (first.Kernel, first.Quantity, first.Verdict, first.Fails));
        // The batch has to stay at three entries; everything else goes.
        Assert.Equal(3, CaseDescriptor.Parse(first.Case).Shape[0]);
        Assert.Equal(3, CaseDescriptor.Parse(first.Case).Shape.Aggregate((a, b) => a * b));
        Assert.Equal(first.FoundAs, first.Found!.Case);
        Assert.Equal($"./run.sh replay {first.Case}", first.Replay);
    }

    [Fact]
    public void A_kernel_that_always_raises_leaves_room_for_the_failures_of_others()
    {
        ParityReport report = new ParityRun(Request(Thrower(_ => true)) with { Cases = 120, Trials = CaseData.Trials(3, 120, _ => null) }).Execute();
        Assert.Equal((120, false), (report.Failed, report.Passed));
        Assert.Equal((50, 70), (report.Disagreements.Count, report.DisagreementsLeftOut));
    }

    [Fact]
    public void A_baseline_has_a_kernel_that_raises_as_far_from_everything()
    {
        Baseline measured = BaselineRun.Measure([Thrower(_ => true), manual], new ScriptedOracle((_, answer) => answer), cases: 20);
        Assert.All(measured.Rows.Where(row => row.Kernel == "thrower"), row => Assert.Equal((double.PositiveInfinity, 0), (row.WorstError, row.Passed)));
        Assert.All(measured.Rows.Where(row => row.Kernel == manual.Name), row => Assert.Equal(row.Answered, row.Passed));
    }

    [LiveFact(TorchSharpOracle.Key)]
    public void A_sequence_tells_what_a_kernel_raised_and_gets_shorter() => LiveOracle.Use(oracle =>
    {
        KernelEntry thrower = Thrower(n => n >= 3);
        ModuleSequence sequence = SequenceDescriptor.Parse("seq/bn1d/c3,step:2x3,eval,train,step:5x3");
        SequenceFailure? failure = SequenceCheck.Compare(thrower, sequence, SequenceCheck.Ask(sequence));
        Assert.Equal((3, "error", KernelEnd.Raised), (failure?.Command, failure?.Quantity, failure?.Kernels?.End));
        SequenceFailure smallest = SequenceCheck.Shrink(failure!, thrower, oracle);
        Assert.Equal((1, KernelEnd.Raised), (smallest.Sequence.Commands.Length, smallest.Kernels?.End));
        return 0;
    }, TorchSharpOracle.Key);

    [LiveFact(TorchSharpOracle.Key)]
    public void What_a_kernel_raises_beside_another_thread_alone_is_told_of_the_whole_sequence() => LiveOracle.Use(_ =>
    {
        int here = Environment.CurrentManagedThreadId;
        ModuleSequence sequence = SequenceDescriptor.Parse("seq/bn1d/c3,step:2x3,step:5x3");
        SequenceFailure? failure = SequenceCheck.Compare(Thrower(_ => Environment.CurrentManagedThreadId != here), sequence, SequenceCheck.Ask(sequence));
        Assert.Equal(("error", KernelEnd.Raised), (failure?.Quantity, failure?.Kernels?.End));
        Assert.Equal(sequence.ToString(), failure!.Trimmed.ToString());
        return 0;
    }, TorchSharpOracle.Key);

    [LiveFact(TorchSharpOracle.Key)]
    public void Sequences_pass_by_a_kernel_of_one_element_type_where_they_leave_it() => LiveOracle.Use(oracle =>
    {
        SequenceReport report = new SequenceRun(new SequenceRequest
        {
            Count = 60,
            Seed = 1,
            Kernels = [manual with { Float64 = null }],
            Oracle = (TorchSharpOracle)oracle,
        }).Execute();
        Assert.True(report.Passed);
        return 0;
    }, TorchSharpOracle.Key);

    static Trial Trial(string descriptor) => CaseData.Generate(CaseDescriptor.Parse(descriptor));

    static RunPlan Request(params KernelEntry[] kernels) => new()
    {
        Trials = CaseData.Trials(3, 40, _ => null),
        Cases = 40,
        Seed = 3,
        Kernels = kernels,
        Oracle = new ScriptedOracle((_, answer) => answer),
    };

    static KernelEntry Thrower(Func<int, bool> when, Type? type = null) => new("thrower", "throws on some batches")
    {
        Float32 = _ => new Thrower<float>(when, type),
        Float64 = _ => new Thrower<double>(when, type),
    };
}
