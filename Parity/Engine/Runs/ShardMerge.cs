using System.Globalization;
using Parity.Cases;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Runs;

/// <summary>Joins the reports of a run's parts into the report that the whole run would have given.</summary>
public static class ShardMerge
{
    /// <summary>The whole run's report; its times are those of the parts, added.</summary>
    /// <param name="parts">The parts in any order, each with a name for messages.</param>
    /// <exception cref="FormatException">They do not make one run; the message says which and why.</exception>
    public static ParityReport Merge(IReadOnlyList<(string Name, ParityReport Report)> parts)
    {
        foreach ((string name, ParityReport report) in parts)
            CheckAlone(name, report);
        foreach ((string Name, ParityReport Report) part in parts)
            CheckSameRun(parts[0], part);
        CheckComplete(parts);
        return Join([.. parts.Select(part => part.Report).OrderBy(report => report.Shard!.Index)]);
    }

    static void CheckAlone(string name, ParityReport report)
    {
        if (report.Shard is null)
            throw new FormatException($"'{name}' is the report of a whole run; merge takes the parts that check --shard I/N reports");
        if (report.Interrupted)
            throw new FormatException($"'{name}' is of an interrupted run; finish it with check --resume --shard {report.Shard}");
    }

    static void CheckSameRun((string Name, ParityReport Report) one, (string Name, ParityReport Report) other)
    {
        string[] differences =
        [
            .. Parts(other.Report).Zip(Parts(one.Report))
                .Where(pair => pair.First.Text != pair.Second.Text)
                .Select(pair => $"{pair.First.Name} {pair.First.Text} instead of {pair.Second.Text}"),
        ];
        if (differences.Length > 0)
            throw new FormatException($"'{other.Name}' is not of the same run as '{one.Name}': {string.Join("; ", differences)}");
    }

    // The same kernels give the same bits on any machine, so parts may come from several.
    static IEnumerable<(string Name, string Text)> Parts(ParityReport report) =>
    [
        ("number of parts", Text(report.Shard!.Of)),
        ("cases of the run", Text(report.Shard.RunCases)),
        ("seed", Text(report.Seed)),
        ("oracle", $"{report.Oracle.Name} {report.Oracle.Version}"),
        ("kernels", string.Join(", ", report.Kernels.Select(kernel => kernel.Name))),
        ("kernel builds", string.Join(", ", report.Kernels.Select(kernel => $"{kernel.Assembly} {kernel.Build}").Distinct())),
        ("program", report.Program),
        ("threads", Text(report.Environment.Threads)),
    ];

    static void CheckComplete(IReadOnlyList<(string Name, ParityReport Report)> parts)
    {
        if (parts.GroupBy(part => part.Report.Shard!.Index).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new FormatException(
                $"part {twice.First().Report.Shard} is there twice: {string.Join(" and ", twice.Select(part => $"'{part.Name}'"))}");
        int of = parts[0].Report.Shard!.Of;
        string[] missing =
        [
            .. Enumerable.Range(1, of).Except(parts.Select(part => part.Report.Shard!.Index))
                .Select(index => new Shard(index, of, parts[0].Report.Shard!.RunCases).ToString()),
        ];
        if (missing.Length > 0)
            throw new FormatException($"{(missing.Length == 1 ? "part" : "parts")} {string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing");
    }

    static ParityReport Join(ParityReport[] parts)
    {
        var disagreements = new DisagreementList();
        foreach (Disagreement listed in parts.SelectMany(part => part.Disagreements))
            disagreements.Add(listed.Found ?? listed, listed);
        OracleFailure[] oracleFailures = [.. parts.SelectMany(part => part.OracleFailures)];
        OracleFailure[] listedFailures = [.. oracleFailures.Take(ReportBuilder.ListedOracleFailures)];
        UnsteadyAnswer[] unsteady = [.. parts.SelectMany(part => part.Unsteady)];
        UnsteadyAnswer[] listedUnsteady = [.. unsteady.Take(ReportBuilder.ListedOracleFailures)];
        IReadOnlyList<AgreementRow> agreement = AgreementOf(parts);
        var divergences = DivergenceComparison.Together(parts.Select(part => part.Divergences));
        return parts[0] with
        {
            Cases = parts[0].Shard!.RunCases,
            Judged = parts.Sum(part => part.Judged),
            Failed = parts.Sum(part => part.Failed),
            Shard = null,
            Environment = EnvironmentOf(parts),
            Standards = [.. parts.SelectMany(part => part.Standards).GroupBy(row => row.Kernel).Select(StandardRow.Together)],
            Agreement = agreement,
            Accuracy = AccuracyOf(parts, agreement),
            Coverage = CoverageOf(parts),
            Options = [.. parts.SelectMany(part => part.Options).GroupBy(row => (row.Group, row.Option)).Select(OptionRow.Together)],
            Disagreements = disagreements.Items,
            DisagreementsLeftOut = disagreements.LeftOut + parts.Sum(part => part.DisagreementsLeftOut),
            OracleFailures = listedFailures,
            OracleFailuresLeftOut = oracleFailures.Length - listedFailures.Length + parts.Sum(part => part.OracleFailuresLeftOut),
            Unsteady = listedUnsteady,
            UnsteadyLeftOut = unsteady.Length - listedUnsteady.Length + parts.Sum(part => part.UnsteadyLeftOut),
            Library = LibraryReport.Together(parts.Select(part => part.Library)),
            Divergences = divergences,
            Bench = parts.Select(part => part.Bench).FirstOrDefault(bench => bench is not null),
            Timing = new RunTiming(
                parts.Min(part => part.Timing.Started), parts.Sum(part => part.Timing.Seconds), parts.Sum(part => part.Timing.OracleSeconds)),
        };
    }

    static IReadOnlyList<AgreementRow> AgreementOf(ParityReport[] parts)
    {
        AgreementRow[] rows = [.. parts.SelectMany(part => part.Agreement)];
        List<string> kernels = [.. rows.Select(row => row.Kernel).Distinct()];
        List<string> quantities = [.. QuantityNames.All.Select(quantity => quantity.TorchName())];
        List<string> dtypes = [.. Enum.GetValues<DType>().Select(dtype => dtype.TorchName())];
        return
        [
            .. rows.GroupBy(row => (row.Kernel, row.Quantity, row.Dtype, row.Mode))
                .Select(AgreementRow.Together)
                .OrderBy(row => kernels.IndexOf(row.Kernel)).ThenBy(row => quantities.IndexOf(row.Quantity))
                .ThenBy(row => dtypes.IndexOf(row.Dtype)).ThenByDescending(row => row.Mode == Mode.Word(training: true)),
        ];
    }

    // In the order of the agreement, which has a row for each of them.
    static IReadOnlyList<AccuracyRow> AccuracyOf(ParityReport[] parts, IReadOnlyList<AgreementRow> agreement)
    {
        var rows = parts.SelectMany(part => part.Accuracy).ToLookup(row => (row.Kernel, row.Quantity, row.Dtype, row.Mode));
        return
        [
            .. agreement.Select(row => rows[(row.Kernel, row.Quantity, row.Dtype, row.Mode)]).Where(same => same.Any())
                .Select(same => same.Aggregate((one, other) => one.Plus(other))),
        ];
    }

    static IReadOnlyList<CoverageRow> CoverageOf(ParityReport[] parts)
    {
        // A cell that a part has cases of is no gap, though another part, without any, may say why it has none.
        var cells = new SortedDictionary<CaseKind, CoverageRow>(CaseKind.Order);
        foreach (CoverageRow row in parts.SelectMany(part => part.Coverage))
        {
            CaseKind kind = CoverageTally.KindOf(row);
            int cases = row.Cases + (cells.TryGetValue(kind, out CoverageRow? before) ? before.Cases : 0);
            cells[kind] = row with { Cases = cases, Reason = cases > 0 ? null : row.Reason };
        }

        return [.. cells.Values];
    }

    static RunEnvironment EnvironmentOf(ParityReport[] parts)
    {
        string All(Func<RunEnvironment, string> text) => string.Join(" and ", parts.Select(part => text(part.Environment)).Distinct());
        return new RunEnvironment(
            All(e => e.Os), All(e => e.Cpu), All(e => e.Simd), parts[0].Environment.Threads, All(e => e.Dotnet),
            parts.Select(part => part.Environment.Loading).FirstOrDefault(loading => loading is not null));
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
