using Parity.BadUses;
using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Runs;

public sealed class ShardMergeTests(ShardMergeTests.EightParts eight) : IClassFixture<ShardMergeTests.EightParts>, IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Eight_parts_merged_in_any_order_are_the_whole_run_but_for_times()
    {
        ParityReport whole = new ParityRun(ScriptedRun.Request()).Execute();
        Assert.Contains(whole.Disagreements, d => d.Found is not null);
        Assert.NotEmpty(whole.OracleFailures);
        Assert.Equal(ScriptedRun.Text(whole), ScriptedRun.Text(ShardMerge.Merge([.. eight.Value.Reverse()])));
    }

    [Fact]
    public void What_the_oracle_made_of_bad_uses_is_told_once_and_fails_as_it_fails_the_whole_run()
    {
        foreach (DivergenceComparison divergences in new[] { Reports.SampleReports.Passing.Divergences!, Reports.SampleReports.Drifted.Divergences! })
        {
            RunPlan Request(Shard? part) => ScriptedRun.Request(part) with
            {
                Oracle = new ScriptedOracle((_, answer) => answer),
                Annexes = new() { Divergences = divergences },
            };
            ParityReport whole = new ParityRun(Request(null)).Execute();
            Assert.Equal(divergences.Passed, whole.Passed);
            Assert.Equal(divergences, whole.Divergences);
            Assert.Equal(ScriptedRun.Text(whole), ScriptedRun.Text(ShardMerge.Merge(ScriptedRun.Parts(folder, 2, Request))));
        }
    }

    [Fact]
    public void A_divergence_that_one_part_alone_met_fails_the_whole_run()
    {
        DivergenceComparison known = Reports.SampleReports.Passing.Divergences!, failing = Reports.SampleReports.Drifted.Divergences!;
        ParityReport Merged(params DivergenceComparison?[] met) => ShardMerge.Merge(
            ScriptedRun.Parts(folder, met.Length, shard => ScriptedRun.Request(shard) with { Annexes = new() { Divergences = met[shard.Index - 1] } }));
        ParityReport report = Merged(known, null, failing);
        Assert.Equal(failing.Problems, report.Divergences!.Problems);
        Assert.Equal(DivergenceFile.Text(known.Known), DivergenceFile.Text(report.Divergences.Known));
        Assert.Null(Merged(null, null).Divergences);
    }

    [Fact]
    public void What_a_bench_measured_is_shown_whichever_part_was_handed_it()
    {
        BenchReport bench = Reports.SampleReports.Bench;
        ParityReport report = ShardMerge.Merge(ScriptedRun.Parts(folder, 2, shard => ScriptedRun.Request(shard) with { Annexes = new() { Bench = shard.Index == 2 ? bench : null } }));
        Assert.Equal(BenchJson.Write(bench), BenchJson.Write(report.Bench!));
    }

    [Fact]
    public void Every_case_is_in_exactly_one_part()
    {
        foreach ((int cases, int of) in new[] { (10_000, 8), (7, 7), (13, 5), (int.MaxValue, 3) })
        {
            Shard[] parts = [.. Enumerable.Range(1, of).Select(index => new Shard(index, of, cases))];
            Assert.Equal(0, parts[0].FirstCase);
            Assert.Equal(cases, parts[^1].FirstCase + parts[^1].Cases);
            Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.Second.FirstCase, pair.First.FirstCase + pair.First.Cases));
            Assert.InRange(parts.Max(part => part.Cases) - parts.Min(part => part.Cases), 0, 1);
        }
    }

    [Fact]
    public void A_part_that_is_missing_or_there_twice_is_named()
    {
        Refused("parts 3/8, 7/8 are missing", [.. eight.Value.Where(part => part.Run.Identity.Shard!.Index is not (3 or 7))]);
        Refused("part 2/8 is there twice: 'part 2' and 'copy'", [.. eight.Value, ("copy", eight.Value[1].Run)]);
    }

    [Fact]
    public void Parts_of_different_runs_are_refused_with_what_differs()
    {
        Refused("'part 2' is not of the same run as 'part 1': seed 7 instead of 3", Changed(run => run with { Seed = 7 }));
        Refused("oracle scripted 2 instead of scripted 1", Changed(run => run with { Oracle = run.Oracle with { Version = "2" } }));
        Refused("fixtures 1234 instead of none", Changed(run => run with { Fixtures = "1234" }));
        Refused("kernels manual instead of manual, simd", Changed(run => run with { Kernels = [run.Kernels[0]] }));
        Refused("kernel builds", Changed(run => run with { Kernels = [.. run.Kernels.Select(kernel => kernel with { Build = "other" })] }));
        Refused("program another instead of", Changed(run => run with { Program = "another" }));
        Refused("threads 2 instead of 1", Changed(run => run with { Environment = run.Environment with { Threads = 2 } }));
        Refused("number of parts 9 instead of 8", Changed(run => run with { Shard = run.Shard! with { Of = 9 } }));
        Refused("cases of the run 49 instead of 48", Changed(run => run with { Shard = run.Shard! with { RunCases = 49 } }));
        Refused("is a whole run", Changed(run => run with { Shard = null }));
    }

    [Fact]
    public void Parts_of_several_machines_are_one_run_that_names_them_all()
    {
        ParityReport report = ShardMerge.Merge(Changed(run => run with { Environment = run.Environment with { Cpu = "another" } }));
        Assert.EndsWith(" and another", report.Environment.Cpu, StringComparison.Ordinal);
        Assert.DoesNotContain(" and ", report.Environment.Os, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_did_not_come_to_its_end_is_refused()
    {
        const string Says = "is of an interrupted run; finish it with check --resume --shard 2/8";
        Refused(Says, [.. eight.Value.Select(part => part.Name == "part 2" ? (part.Name, part.Run with { End = null }) : part)]);

        // Killed while the end was written.
        string path = ScriptedRun.Journaled(folder, ScriptedRun.Request(new Shard(2, 8, ScriptedRun.Cases)));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Refused(Says, [.. eight.Value.Select(part => part.Name == "part 2" ? (part.Name, RecordedRun.Read(path)) : part)]);
    }

    [Fact]
    public void Lists_of_parts_cut_at_the_same_limits_make_the_list_of_the_whole()
    {
        const int Count = 3000;
        Finding Made(int i)
        {
            Quantity? quantity = i * 7 % 31 is var kind && kind < 9 ? (Quantity)kind : null;
            Verdict verdict = i % 3 == 0 ? (Verdict)(2 + (i / 3 % 6)) : Verdict.OracleWorse;
            return new("simd", quantity, verdict, Reports.SampleDisagreements.GradInput with { Case = $"case {i}" });
        }

        (DisagreementList List, Counterexample[] Shrunk) ListOf(int first, int count)
        {
            var list = new DisagreementList();
            for (int i = first; i < first + count; i++)
                list.Add(Made(i));
            Counterexample[] shrunk = [.. list.Unshrunk.Select(found => Counterexample.Of(found, found.Told with { Case = "smaller " + found.Told.Case }))];
            Array.ForEach(shrunk, list.Add);
            Assert.Empty(list.Unshrunk);
            return (list, shrunk);
        }

        DisagreementList whole = ListOf(0, Count).List, joined = new();
        for (int part = 0; part < 4; part++)
        {
            for (int i = part * Count / 4; i < (part + 1) * Count / 4; i++)
                joined.Add(Made(i));
            Array.ForEach(ListOf(part * Count / 4, Count / 4).Shrunk, joined.Add);
        }

        Assert.Equal(whole.Items.Select(d => d.Case), joined.Items.Select(d => d.Case));
        Assert.Equal(whole.LeftOut, joined.LeftOut);
        Assert.Equal(20, whole.Items.Count(d => d.Case.StartsWith("smaller", StringComparison.Ordinal)));
    }

    (string Name, RecordedRun Run)[] Changed(Func<RunIdentity, RunIdentity> change) =>
        [.. eight.Value.Select(part => part.Name == "part 2" ? (part.Name, part.Run with { Identity = change(part.Run.Identity) }) : part)];

    static void Refused(string says, (string, RecordedRun)[] parts) =>
        Assert.Contains(says, Assert.Throws<UnusableException>(() => ShardMerge.Merge(parts)).Message, StringComparison.Ordinal);

    /// <summary>The scripted run in eight parts.</summary>
    public sealed class EightParts : IDisposable
    {
        readonly TemporaryFolder folder = new();

        public EightParts() => Value = ScriptedRun.Parts(folder, 8, ScriptedRun.Request);

        internal (string Name, RecordedRun Run)[] Value { get; }

        public void Dispose() => folder.Dispose();
    }
}
