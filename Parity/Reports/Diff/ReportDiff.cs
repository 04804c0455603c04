using System.Globalization;

namespace Parity.Reports.Diff;

/// <summary>What changed from one report to another, the worst first.</summary>
public sealed record ReportDiff
{
    /// <summary>Version of this record's form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Whether the second report is worse than the first.</summary>
    public required bool Worse { get; init; }

    /// <summary>Whether both drew the same cases, so that their numbers are of the same inputs.</summary>
    public required bool SameCases { get; init; }

    /// <summary>What the two say differently about their whole runs.</summary>
    public required IReadOnlyList<DiffFact> Facts { get; init; }

    /// <summary>The rows that changed, the worst first; rows that are the same are left out.</summary>
    public required IReadOnlyList<DiffRow> Rows { get; init; }

    /// <summary>Number of rows that are the same in both.</summary>
    public required int Unchanged { get; init; }

    /// <summary>The difference between two reports.</summary>
    public static ReportDiff Of(ParityReport before, ParityReport after)
    {
        var older = before.Agreement.ToDictionary(Key);
        var newer = after.Agreement.ToDictionary(Key);
        DiffRow?[] rows =
        [
            .. after.Agreement.Select(row => DiffRow.Of(older.GetValueOrDefault(Key(row)), row)),
            .. before.Agreement.Where(row => !newer.ContainsKey(Key(row))).Select(row => DiffRow.Of(row, null)),
        ];
        DiffFact[] facts = [.. Compared(before, after).Where(fact => fact.Before != fact.After)];
        return new ReportDiff
        {
            Worse = rows.Any(row => row?.Change == Change.Worse) || facts.Any(fact => fact.Change == Change.Worse),
            SameCases = (before.Seed, before.Cases, before.Shard) == (after.Seed, after.Cases, after.Shard),
            Facts = facts,
            Rows = [.. rows.OfType<DiffRow>().OrderByDescending(row => row.Change).ThenByDescending(row => row.Gravity)],
            Unchanged = rows.Count(row => row is null),
        };
    }

    static (string, string, string, string) Key(AgreementRow row) => (row.Kernel, row.Quantity, row.Dtype, row.Mode);

    static IEnumerable<DiffFact> Compared(ParityReport before, ParityReport after)
    {
        string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        DiffFact Fact(string name, Func<ParityReport, string> text, Change change = Change.Changed) =>
            new(name, text(before), text(after), change);
        Change Less(bool better, bool worse) => worse ? Change.Worse : better ? Change.Better : Change.Changed;
        return
        [
            Fact("verdict", report => new ReportSummary(report).Verdict, Less(after.Passed && !before.Passed, before.Passed && !after.Passed)),
            Fact("cases failed", report => $"{Text(report.Failed)} of {Text(report.Cases)}",
                Less(Rate(after) < Rate(before), Rate(after) > Rate(before))),
            Fact("judged", report => Text(report.Judged)),
            Fact("oracle", report => $"{report.Oracle.Name} {report.Oracle.Version}"),
            Fact("seed", report => Text(report.Seed)),
            Fact("cases", report => Text(report.Cases)),
            Fact("part", report => report.Shard?.ToString() ?? "whole"),
            Fact("kernels", report => string.Join(", ", report.Kernels.Select(kernel => kernel.Name))),
            Fact("kernel builds", report => string.Join(", ", report.Kernels.Select(kernel => $"{kernel.Assembly} {Short(kernel.Build)}").Distinct())),
            Fact("program", report => report.Program),
            Fact("system", report => report.Environment.Os),
            Fact("processor", report => report.Environment.Cpu),
            Fact("instruction set", report => report.Environment.Simd),
            Fact("threads", report => Text(report.Environment.Threads)),
            Fact(".NET", report => report.Environment.Dotnet),
        ];
    }

    static double Rate(ParityReport report) => report.Cases > 0 ? (double)report.Failed / report.Cases : 0;

    static string Short(string build) => string.Join('+', build.Split('+').Select(id => id.Length > 8 ? id[..8] : id));
}
