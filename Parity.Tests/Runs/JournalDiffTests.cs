using Parity.Oracles;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Fixtures;
using Parity.Tests.Reports;

namespace Parity.Tests.Runs;

public sealed class JournalDiffTests : IDisposable
{
    static readonly Lazy<CaseOutcome[]> scripted = new(() =>
    {
        using var folder = new TemporaryFolder();
        using (var journal = Journal.Start(folder.Path, ScriptedRun.Request().Identity))
            new ParityRun(ScriptedRun.Request() with { Journal = journal }).Execute();
        return [.. RecordedRun.Read(folder.File(Journal.FileName)).Outcomes()];
    });

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_run_moves_no_case() => Assert.Equal(ScriptedRun.Cases, Diff(outcome => outcome) is { Moved: 0 } moves ? moves.Both : -1);

    [Fact]
    public void A_case_that_came_to_something_else_is_named_and_one_with_an_unknown_root_only_counted()
    {
        CaseMoves moves = Diff(outcome => outcome.Number switch
        {
            3 => outcome with { Kernels = [] },
            5 or 7 => outcome with { Kernels = [], RootUnknown = true },
            // Unknown, and the same all the same.
            9 => outcome with { RootUnknown = true },
            _ => outcome,
        });
        Assert.Equal((3, 2), (moves.Moved, moves.Declared));
        Assert.Single(moves.First);
        ReportDiff diff = ReportDiff.Of(SampleReports.Passing, Emulated) with { Cases = moves };
        Assert.False(diff.SameButDeclared);
        Assert.StartsWith("NOT WORSE", DiffText.Console(diff), StringComparison.Ordinal);
        Assert.Contains("3 of 48; 2 with a root that an emulated oracle declares", DiffText.Markdown(diff), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(1.5, 1)]
    public void A_NaN_is_a_NaN_whatever_its_bits(double expected, int moved)
    {
        bool done = false;
        CaseOutcome With(CaseOutcome outcome, string bits)
        {
            QuantityOutcome[] told = [.. outcome.Kernels.SelectMany(kernel => kernel.Quantities).Where(quantity => quantity.Disagreement is not null).Take(1)];
            if (done || told.Length == 0)
                return outcome;
            Disagreement one = told[0].Disagreement! with { Expected = expected, ExpectedBits = bits };
            return outcome with { Kernels = [new KernelOutcome("manual", [told[0] with { Disagreement = one }])] };
        }

        (string before, string after) = (folder.File("before"), folder.File("after"));
        foreach ((string path, string bits) in ((string, string)[])[(before, "0x7FC0"), (after, "0xFFFF")])
        {
            Directory.CreateDirectory(path);
            done = false;
            using var journal = Journal.Start(path, ScriptedRun.Request().Identity);
            foreach (CaseOutcome outcome in scripted.Value)
            {
                CaseOutcome changed = With(outcome, bits);
                done |= !ReferenceEquals(changed, outcome);
                journal.Append(changed);
            }
        }

        Assert.Equal(moved, JournalDiff.Of(before, after)!.Moved);
    }

    [Fact]
    public void Where_only_declared_cases_moved_the_rest_is_the_same()
    {
        CaseMoves moves = Diff(outcome => outcome.Number == 5 ? outcome with { Kernels = [], RootUnknown = true } : outcome);
        ReportDiff diff = ReportDiff.Of(SampleReports.Passing, Emulated) with { Cases = moves };
        Assert.StartsWith("SAME in 47 of 48 cases, the others declared: ", DiffText.Console(diff), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_journal_nothing_is_told_of_cases() => Assert.Null(JournalDiff.Of(folder.Path, folder.Path));

    static ParityReport Emulated => SampleReports.Passing with { Oracle = new OracleIdentity(EmulatedOracle.Key, "libtorch 2.10", Live: true) };

    CaseMoves Diff(Func<CaseOutcome, CaseOutcome> change)
    {
        (string one, string other) = (folder.File("one"), folder.File("other"));
        Directory.CreateDirectory(one);
        Directory.CreateDirectory(other);
        foreach ((string path, Func<CaseOutcome, CaseOutcome> told) in ((string, Func<CaseOutcome, CaseOutcome>)[])[(one, outcome => outcome), (other, change)])
        {
            using var journal = Journal.Start(path, ScriptedRun.Request().Identity);
            foreach (CaseOutcome outcome in scripted.Value)
                journal.Append(told(outcome));
        }

        return JournalDiff.Of(one, other)!;
    }
}
