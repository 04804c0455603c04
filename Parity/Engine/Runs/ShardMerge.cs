using Parity.Reports;

namespace Parity.Runs;

/// <summary>Counts the cases of a run's parts one after the other, as the whole run would have counted them.</summary>
static class ShardMerge
{
    /// <summary>The whole run's report; its times are those of the parts, added.</summary>
    /// <param name="parts">The parts in any order, each with a name for messages.</param>
    /// <exception cref="UnusableException">They do not make one run, or a line of one is damaged; the message says which and why.</exception>
    public static ParityReport Merge(IReadOnlyList<(string Name, RecordedRun Run)> parts)
    {
        foreach ((string name, RecordedRun run) in parts)
            CheckAlone(name, run);
        foreach ((string name, RecordedRun run) in parts)
            if (run.Identity.DifferencesOfRuns(parts[0].Run.Identity) is { Count: > 0 } differences)
                throw new UnusableException($"'{name}' is not of the same run as '{parts[0].Name}': {string.Join("; ", differences)}");
        CheckComplete(parts);
        RecordedRun[] inOrder = [.. parts.Select(part => part.Run).OrderBy(run => run.Identity.Shard!.Index)];
        RunIdentity whole = Whole([.. inOrder.Select(part => part.Identity)]);
        var report = new ReportBuilder(whole, whole.Replay);
        foreach (RecordedRun part in inOrder)
            part.CountInto(report);
        return report.Build(RunEnd.Together([.. inOrder.Select(part => part.End!)]));
    }

    static void CheckAlone(string name, RecordedRun run)
    {
        if (run.Identity.Shard is not { } shard)
            throw new UnusableException($"'{name}' is a whole run; merge takes the parts that check --shard I/N makes");
        if (run.End is null)
            throw new UnusableException($"'{name}' is of an interrupted run; finish it with check --resume --shard {shard}");
    }

    static void CheckComplete(IReadOnlyList<(string Name, RecordedRun Run)> parts)
    {
        if (parts.GroupBy(part => part.Run.Identity.Shard!.Index).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UnusableException(
                $"part {twice.First().Run.Identity.Shard} is there twice: {string.Join(" and ", twice.Select(part => $"'{part.Name}'"))}");
        Shard first = parts[0].Run.Identity.Shard!;
        Shard[] missing =
        [
            .. Enumerable.Range(1, first.Of).Except(parts.Select(part => part.Run.Identity.Shard!.Index)).Select(index => first with { Index = index }),
        ];
        if (missing.Length > 0)
            throw new UnusableException($"{(missing.Length == 1 ? "part" : "parts")} {string.Join<Shard>(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing");
    }

    static RunIdentity Whole(RunIdentity[] parts)
    {
        string All(Func<RunEnvironment, string> text) => string.Join(" and ", parts.Select(part => text(part.Environment)).Distinct());
        return parts[0] with
        {
            Cases = parts[0].Shard!.RunCases,
            Shard = null,
            Environment = new RunEnvironment(
                All(e => e.Os), All(e => e.Cpu), All(e => e.Simd), parts[0].Environment.Threads, All(e => e.Dotnet),
                parts.Select(part => part.Environment.Loading).FirstOrDefault(loading => loading is not null)),
        };
    }
}
