using Parity.Cases;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Tests.Runs;

public sealed class ParityRunTests
{
    const int Cases = 40;

    [Fact]
    public void A_case_that_the_oracle_loses_is_named_and_all_others_are_judged()
    {
        string lost = CaseData.Trials(3, Cases, _ => null).ElementAt(17).Descriptor;
        ParityReport report = Run((trial, answer) =>
            trial.Descriptor == lost ? throw new OracleFailureException($"{lost}: the worker ended") : answer);
        Assert.False(report.Passed);
        Assert.Equal((Cases, Cases - 1), (report.Cases, report.Judged));
        OracleFailure failure = Assert.Single(report.OracleFailures);
        Assert.Equal((lost, $"{lost}: the worker ended", $"./run.sh replay {lost}"), (failure.Case, failure.Message, failure.Replay));
        Assert.Empty(report.Disagreements);
    }

    [Fact]
    public void A_wrong_quantity_is_found_shrunk_and_located()
    {
        ParityReport report = Run((trial, answer) =>
        {
            if (trial.Case.Training && answer[Quantity.RunningVar] is { DType: DType.Float32 } runningVar)
                runningVar.Values<float>()[^1] += 0.5f;
            return answer;
        });
        Assert.False(report.Passed);
        Disagreement first = report.Disagreements[0];
        BatchNormCase smallest = CaseDescriptor.Parse(first.Case);
        Assert.Equal(("running_var", 1, 2, true), (first.Quantity, smallest.Channels, smallest.ValuesPerChannel, first.Fails));
        Assert.Equal([0], first.Index!);
        Assert.Equal(0.5, first.AbsDiff!.Value, 1e-6);
        Assert.Equal($"./run.sh replay {first.Case}", first.Replay);
        Assert.NotEqual(first.Case, first.FoundAs);
    }

    [Fact]
    public void A_comparison_that_could_not_have_failed_fails()
    {
        // Without a gradient to pass on, every gradient is zero on both sides.
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/seed=1"));
        trial.Inputs.GradOutput.Bytes.Clear();
        ParityReport report = new ParityRun(Request((_, answer) => answer, 1) with { Trials = [trial] }).Execute();
        Assert.False(report.Passed);
        Assert.Equal(["grad_bias", "grad_weight", "grad_input"], report.Disagreements.Select(d => d.Quantity));
        Assert.All(report.Disagreements, d => Assert.Equal(("vacuous", "every expected value is zero"), (d.Verdict, d.Reason)));
    }

    [Fact]
    public void An_error_on_one_side_only_fails()
    {
        ParityReport report = Run((_, _) => new BatchNormResult(new LibraryError("ValueError", "no")));
        Assert.False(report.Passed);
        Assert.Contains("ValueError: no", report.Disagreements[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_a_comparison_is_no_pass() =>
        Assert.False(Run((_, answer) => answer, cases: 0).Passed);

    [Fact]
    public void An_unexpected_exception_leaves_the_run_as_it_is()
    {
        var error = Assert.Throws<InvalidDataException>(() => Run((_, _) => throw new InvalidDataException("broken")));
        Assert.Equal("broken", error.Message);
    }

    [Fact]
    public void A_cancelled_run_reports_what_was_judged_and_is_no_pass()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        ParityReport report = new ParityRun(Request((_, answer) => answer, Cases)).Execute(cancelled.Token);
        Assert.Equal((true, false, 0), (report.Interrupted, report.Passed, report.Judged));
    }

    [Fact]
    public void A_case_that_the_oracle_loses_to_the_same_signal_is_not_counted_as_lost()
    {
        using var cancelled = new CancellationTokenSource();
        RunPlan request = Request(
            (_, _) =>
            {
                cancelled.CancelAfter(TimeSpan.FromMilliseconds(20));
                throw new OracleFailureException("the worker ended");
            },
            Cases);
        ParityReport report = new ParityRun(request with { SignalDelay = TimeSpan.FromMinutes(5) }).Execute(cancelled.Token);
        Assert.True(report.Interrupted);
        Assert.Empty(report.OracleFailures);
    }

    static ParityReport Run(Func<Trial, BatchNormResult, BatchNormResult> answer, int cases = Cases) =>
        new ParityRun(Request(answer, cases)).Execute();

    static RunPlan Request(Func<Trial, BatchNormResult, BatchNormResult> answer, int cases) => new()
    {
        Trials = CaseData.Trials(3, cases, _ => null),
        Cases = cases,
        Seed = 3,
        Kernels = [KernelCatalog.All[0]],
        Oracle = new ScriptedOracle(answer),
    };
}
