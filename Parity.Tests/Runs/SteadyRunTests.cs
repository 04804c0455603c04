using Parity.Cases;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Runs;

/// <summary>An oracle that does not repeat itself fails no case, and is told.</summary>
public sealed class SteadyRunTests
{
    const int Cases = 40, Seed = 3;

    [Fact]
    public void Passing_cases_are_asked_once()
    {
        int calls = 0;
        ParityReport report = Run((_, answer) =>
        {
            calls++;
            return answer;
        });
        Assert.Equal((true, Cases, 0), (report.Passed, calls, report.Unsteady.Count));
    }

    [Fact]
    public void A_bit_that_is_wrong_once_in_a_while_is_unsteady_and_fails_nothing()
    {
        ParityReport report = Run(OnceIn(7, Changed));
        Assert.True(report.Passed, ReportText.Failures(report));
        Assert.Equal(Cases / 7, report.Unsteady.Count);
        Assert.All(report.Unsteady, unsteady =>
        {
            Assert.Matches(@"^output\[[0-9, ]+\] is \S+ \(0x([0-9A-F]{4}){1,4}\)$", unsteady.First);
            Assert.Matches(@"^output\[[0-9, ]+\] is \S+ \(0x([0-9A-F]{4}){1,4}\)$", unsteady.Again);
            Assert.NotEqual(unsteady.First, unsteady.Again);
            Assert.Equal((3, $"./run.sh replay {unsteady.Case}"), (unsteady.Calls, unsteady.Replay));
        });
    }

    [Fact]
    public void An_error_once_in_a_while_is_unsteady_and_fails_nothing()
    {
        ParityReport report = Run(OnceIn(7, _ => new BatchNormResult(new LibraryError("ExternalException", "Unknown scalar type."))));
        Assert.True(report.Passed, ReportText.Failures(report));
        Assert.All(report.Unsteady, unsteady =>
            Assert.Equal(("ExternalException: Unknown scalar type.", "no error"), (unsteady.First, unsteady.Again)));
        Assert.NotEmpty(report.Unsteady);
    }

    [Fact]
    public void What_the_oracle_repeats_fails_as_ever()
    {
        ParityReport report = Run((_, answer) => Changed(answer));
        Assert.Equal((false, Cases, 0), (report.Passed, report.Failed, report.Unsteady.Count));
    }

    [Fact]
    public void An_oracle_that_never_repeats_itself_has_given_no_answer()
    {
        int calls = 0;
        ParityReport report = Run((_, answer) => new BatchNormResult(new LibraryError("Error", $"number {++calls}")), cases: 1);
        Assert.Equal((false, 0, SteadyAnswer.MostCalls), (report.Passed, report.Judged, calls));
        Assert.Equal(
            "asked the same 5 times it gave 5 answers, first Error: number 1, then Error: number 2",
            Assert.Single(report.OracleFailures).Message);
        Assert.Empty(report.Unsteady);
    }

    [Fact]
    public void A_smaller_form_of_a_failure_is_no_answer_that_was_given_once()
    {
        // running_var fails steadily; on the way to the smallest form one in three candidates raises an error at first.
        var raise = OnceIn(3, _ => new BatchNormResult(new LibraryError("Error", "now and then")));
        ParityReport report = Run((trial, answer) =>
        {
            if (answer[Quantity.RunningVar] is { DType: DType.Float64, Count: > 0 } runningVar)
                runningVar.Values<double>()[0] += 1;
            return raise(trial, answer);
        });
        Assert.NotEmpty(report.Disagreements);
        Assert.All(report.Disagreements, d => Assert.Equal(("running_var", "float64"), (d.Quantity, d.Dtype)));
    }

    [Fact]
    public void Two_answers_survive_the_journal_and_the_merge()
    {
        using var folder = new TemporaryFolder();
        RunPlan Request(Shard? shard = null) => ScriptedRun.Request(shard) with { Oracle = Unsteady() };
        string whole = ScriptedRun.Text(new ParityRun(Request()).Execute());
        Assert.Contains("\"calls\": 3", whole, StringComparison.Ordinal);
        using (var journal = Journal.Start(folder.Path, Request().Identity))
            new ParityRun(Request() with { Journal = journal }).Execute();
        using (var journal = Journal.Resume(folder.Path, Request().Identity))
            Assert.Equal(whole, ScriptedRun.Text(new ParityRun(ScriptedRun.With(journal) with { Oracle = Unsteady() }).Execute()));
        Assert.Equal(whole, ScriptedRun.Text(ShardMerge.Merge(ScriptedRun.Parts(folder, 3, Request))));
    }

    static ScriptedOracle Unsteady() => new(OnceIn(1, Changed));

    // One in so many cases is answered otherwise at first.
    static Func<Trial, BatchNormResult, BatchNormResult> OnceIn(int cases, Func<BatchNormResult, BatchNormResult> otherwise)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        return (trial, answer) => asked.Add(trial.Descriptor) && asked.Count % cases == 0 ? otherwise(answer) : answer;
    }

    // The top bit of the exponent of one element; an empty output stays as it is.
    static BatchNormResult Changed(BatchNormResult answer)
    {
        if (answer[Quantity.Output] is { Count: > 0 } output)
            output.Bytes[output.DType.Size() - 1] ^= 0x40;
        return answer;
    }

    static ParityReport Run(Func<Trial, BatchNormResult, BatchNormResult> answer, int cases = Cases) => new ParityRun(new RunPlan
    {
        Trials = CaseData.Trials(Seed, cases, c => c.IsEmpty || !c.HasPlainParameters ? "nothing to change, or no bound" : null),
        Cases = cases,
        Seed = Seed,
        Kernels = [KernelCatalog.All[0]],
        Oracle = new ScriptedOracle(answer),
    }).Execute();
}
