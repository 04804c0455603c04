using Parity.Reports;
using Parity.Runs;

namespace Parity.Tests.Runs;

public sealed class ShardMergeTests
{
    static readonly Lazy<(string Name, ParityReport Report)[]> eight = new(() => Parts(8));

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
            RunPlan Request(Shard? shard) => ScriptedRun.Request(shard) with
            {
                Oracle = new ScriptedOracle((_, answer) => answer),
                Divergences = divergences,
            };
            ParityReport whole = new ParityRun(Request(null)).Execute();
            Assert.Equal(divergences.Passed, whole.Passed);
            Assert.Equal(divergences, whole.Divergences);
            Assert.Equal(
                ScriptedRun.Text(whole),
                ScriptedRun.Text(ShardMerge.Merge([.. Enumerable.Range(1, 2).Select(index => ($"part {index}", new ParityRun(Request(new Shard(index, 2, ScriptedRun.Cases))).Execute()))])));
        }
    }

    [Fact]
    public void A_divergence_that_one_part_alone_met_fails_the_whole_run()
    {
        DivergenceComparison known = Reports.SampleReports.Passing.Divergences!, failing = Reports.SampleReports.Drifted.Divergences!;
        Assert.Equal(failing.Problems, DivergenceComparison.Together([known, null, failing])!.Problems);
        Assert.Equal(known.Known, DivergenceComparison.Together([known, null, failing])!.Known);
        Assert.Null(DivergenceComparison.Together([null, null]));
    }

    [Fact]
    public void Parts_that_were_written_and_read_again_merge_the_same()
    {
        var read = eight.Value.Select(part => (part.Name, JsonReport.Read(JsonReport.Write(part.Report))));
        Assert.Equal(ScriptedRun.Text(ShardMerge.Merge(eight.Value)), ScriptedRun.Text(ShardMerge.Merge([.. read])));
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
        Refused("parts 3/8, 7/8 are missing", [.. eight.Value.Where(part => part.Report.Shard!.Index is not (3 or 7))]);
        Refused("part 2/8 is there twice: 'part 2' and 'copy'", [.. eight.Value, ("copy", eight.Value[1].Report)]);
    }

    [Fact]
    public void Parts_of_different_runs_are_refused_with_what_differs()
    {
        Refused("'part 2' is not of the same run as 'part 1': seed 7 instead of 3", Changed(report => report with { Seed = 7 }));
        Refused("oracle scripted 2 instead of scripted 1", Changed(report => report with { Oracle = report.Oracle with { Version = "2" } }));
        Refused("kernels manual instead of manual, simd", Changed(report => report with { Kernels = [report.Kernels[0]] }));
        Refused("kernel builds", Changed(report => report with { Kernels = [.. report.Kernels.Select(kernel => kernel with { Build = "other" })] }));
        Refused("number of parts 9 instead of 8", Changed(report => report with { Shard = report.Shard! with { Of = 9 } }));
        Refused("is of an interrupted run; finish it with check --resume --shard 2/8", Changed(report => report with { Interrupted = true }));
        Refused("is the report of a whole run", Changed(report => report with { Shard = null }));
    }

    [Fact]
    public void Lists_of_parts_cut_at_the_same_limits_make_the_list_of_the_whole()
    {
        Disagreement Made(int i) => Reports.SampleReports.GradInput with
        {
            Case = $"case {i}",
            FoundAs = $"case {i}",
            Fails = i % 3 == 0,
            Quantity = $"quantity {i * 7 % 31}",
        };
        const int Count = 3000;
        DisagreementList ListOf(int first, int count)
        {
            var list = new DisagreementList();
            for (int i = first; i < first + count; i++)
                list.Add(Made(i));
            list.ShrinkFirstOfEachKind(found => found with { Case = "smaller " + found.Case, Found = found });
            return list;
        }

        DisagreementList whole = ListOf(0, Count), joined = new();
        int leftOut = 0;
        for (int part = 0; part < 4; part++)
        {
            DisagreementList list = ListOf(part * Count / 4, Count / 4);
            leftOut += list.LeftOut;
            foreach (Disagreement listed in list.Items)
                joined.Add(listed.Found ?? listed, listed);
        }

        Assert.Equal(whole.Items.Select(d => d.Case), joined.Items.Select(d => d.Case));
        Assert.Equal(whole.LeftOut, leftOut + joined.LeftOut);
        Assert.Equal(20, whole.Items.Count(d => d.Found is not null));
    }

    static (string Name, ParityReport Report)[] Changed(Func<ParityReport, ParityReport> change) =>
        [.. eight.Value.Select(part => part.Name == "part 2" ? (part.Name, change(part.Report)) : part)];

    static void Refused(string says, (string, ParityReport)[] parts) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => ShardMerge.Merge(parts)).Message, StringComparison.Ordinal);

    static (string Name, ParityReport Report)[] Parts(int of) =>
    [
        .. Enumerable.Range(1, of).Select(index =>
            ($"part {index}", new ParityRun(ScriptedRun.Request(new Shard(index, of, ScriptedRun.Cases))).Execute())),
    ];
}
