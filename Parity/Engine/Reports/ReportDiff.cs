using System.Globalization;

namespace Parity.Reports;

/// <summary>What changed from one report to another, the worst first.</summary>
sealed record ReportDiff
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

    /// <summary>How many cases came to something else; null where the runs' journals are not there to tell.</summary>
    public CaseMoves? Cases { get; init; }

    /// <summary>Whether the kernels came to the same in every case but those whose oracle declares that it cannot know.</summary>
    public bool SameButDeclared => Cases is { Both: > 0 } cases && cases.Moved == cases.Declared;

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
            Worse = rows.Any(row => row?.Change == Movement.Worse) || facts.Any(fact => fact.Change == Movement.Worse),
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
        DiffFact Fact(string name, Func<ParityReport, string> text, Movement change = Movement.Changed) =>
            new(name, text(before), text(after), change);
        Movement Less(bool better, bool worse) => worse ? Movement.Worse : better ? Movement.Better : Movement.Changed;
        return
        [
            Fact("verdict", report => report.Outcome, Less(after.Passed && !before.Passed, before.Passed && !after.Passed)),
            Fact("cases failed", report => $"{Text(report.Failed)} of {Text(report.Cases)}",
                Less(Rate(after) < Rate(before), Rate(after) > Rate(before))),
            Fact("unsteady", report => Text(report.Unsteady.Count + report.UnsteadyLeftOut)),
            Fact("judged", report => Text(report.Judged)),
            Fact("oracle", report => $"{report.Oracle.Name} {report.Oracle.Version}"),
            Fact("oracle threads", report => Text(report.Oracle.Threads)),
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

/// <summary>What kernels came to, case by case, in two runs of the same cases.</summary>
/// <param name="Both">Cases that are in both.</param>
/// <param name="Moved">Those in which anything that is told of a kernel differs.</param>
/// <param name="Declared">Those of them in which one oracle declares that it does not know a bit.</param>
/// <param name="First">Descriptors of the first that moved and are not declared.</param>
sealed record CaseMoves(int Both, int Moved, int Declared, IReadOnlyList<string> First)
{
    /// <summary>How many descriptors are listed.</summary>
    public const int Listed = 5;
}

/// <summary>What changed about one quantity, for one kernel, dtype and mode.</summary>
/// <param name="Kernel">Kernel under test.</param>
/// <param name="Quantity">Quantity by torch's name.</param>
/// <param name="Dtype">Element type by torch's name.</param>
/// <param name="Mode"><c>train</c> or <c>eval</c>.</param>
/// <param name="Change">The gravest change of any number.</param>
/// <param name="Numbers">The numbers that changed.</param>
sealed record DiffRow(string Kernel, string Quantity, string Dtype, string Mode, Movement Change, IReadOnlyList<DiffNumber> Numbers)
{
    /// <summary>How grave it is, for sorting: above everything else a failure that is new, or a comparison that is gone.</summary>
    public double Gravity { get; init; }

    /// <summary>The row of one or two rows of agreement; null where nothing changed.</summary>
    public static DiffRow? Of(AgreementRow? before, AgreementRow? after)
    {
        DiffNumber[] numbers = [.. Compared(before, after)];
        if (numbers.Length == 0)
            return null;
        AgreementRow row = (after ?? before)!;
        return new DiffRow(row.Kernel, row.Quantity, row.Dtype, row.Mode, numbers.Max(number => number.Change), numbers)
        {
            Gravity = numbers.Where(number => number.Change == Movement.Worse).Select(number => GravityOf(number, row)).DefaultIfEmpty(0).Max(),
        };
    }

    static IEnumerable<DiffNumber> Compared(AgreementRow? before, AgreementRow? after)
    {
        if (before is null || after is null)
            return [new DiffNumber("compared", before?.Compared, after?.Compared, after is null ? Movement.Worse : Movement.Changed)];
        return new[]
        {
            Plain("compared", before.Compared, after.Compared),
            Failures("failed", before.Failed, after.Failed),
            Plain("kernel worse", before.KernelWorse, after.KernelWorse),
            Plain("unexplained", before.Unexplained, after.Unexplained),
            Plain("vacuous", before.Vacuous, after.Vacuous),
            Rate("passed", row => row.Agree + row.OracleWorse),
            Plain("oracle worse", before.OracleWorse, after.OracleWorse),
            Rate("assert_close", row => row.AssertClose),
            Rate("allclose", row => row.Allclose),
            new DiffNumber("error/bound", before.KernelShare, after.KernelShare,
                Margin.WorstGrew(before.KernelShare, after.KernelShare) ? Movement.Worse
                : Margin.WorstGrew(after.KernelShare, before.KernelShare) ? Movement.Better
                : Movement.Changed),
            new DiffNumber("typical", before.TypicalShare, after.TypicalShare,
                Margin.TypicalGrew(before.TypicalShare, after.TypicalShare) ? Movement.Worse
                : Margin.TypicalGrew(after.TypicalShare, before.TypicalShare) ? Movement.Better
                : Movement.Changed),
            Plain("oracle's", before.OracleShare, after.OracleShare),
            Plain("ULP to exact", before.KernelUlp, after.KernelUlp),
            Plain("ULP", before.MaxUlp, after.MaxUlp),
        }.Where(number => !number.Before.Equals(number.After));

        DiffNumber Rate(string name, Func<AgreementRow, int> count)
        {
            (double from, double to) = (Part(count(before), before), Part(count(after), after));
            return new DiffNumber(name, count(before), count(after),
                Margin.RateFell(from, to, after.Compared) ? Movement.Worse : Margin.RateFell(to, from, after.Compared) ? Movement.Better : Movement.Changed);
        }

        DiffNumber Failures(string name, int from, int to)
        {
            (double one, double other) = (Part(from, before), Part(to, after));
            return new DiffNumber(name, from, to, other > one ? Movement.Worse : other < one ? Movement.Better : Movement.Changed);
        }
    }

    static DiffNumber Plain(string name, double before, double after) => new(name, before, after, Movement.Changed);

    static double Part(int count, AgreementRow row) => row.Compared > 0 ? (double)count / row.Compared : 0;

    static double GravityOf(DiffNumber number, AgreementRow row) => number.Name switch
    {
        "compared" => 1e6,
        "failed" => 1e6 + number.After!.Value / Math.Max(1, row.Compared),
        "typical" => number.After!.Value / Math.Max(number.Before!.Value, 0.001),
        "error/bound" => number.After!.Value / Math.Max(number.Before!.Value, 0.01),
        _ => (number.Before!.Value - number.After!.Value) / Math.Max(1, row.Compared) * 100,
    };
}

/// <summary>Something that two reports say differently about their whole runs, such as the oracle.</summary>
/// <param name="Name">What.</param>
/// <param name="Before">In the first.</param>
/// <param name="After">In the second.</param>
/// <param name="Change">What that means.</param>
sealed record DiffFact(string Name, string Before, string After, Movement Change);

/// <summary>How far a number may move before that counts as worse: the one statement of it, for diffs and baselines.</summary>
/// <remarks>
/// Another order of the same additions moves errors at random: the geometric mean over some forty tensors by up to a
/// half. ULPs have no margin, since on ill-conditioned data they count the conditioning and not the kernel.
/// </remarks>
static class Margin
{
    /// <summary>An error, as a share of its bound, may grow by this factor.</summary>
    public const double Error = 3;

    /// <summary>A rate of agreement may fall by this share of the tensors compared, and by two tensors in any case.</summary>
    public const double Rate = 0.01;

    // Below these shares of its bound an error is as good as none.
    const double WorstFloor = 0.01, TypicalFloor = 0.001;

    /// <summary>The margins in words.</summary>
    public static string Words { get; } = FormattableString.Invariant(
        $"errors x {Error}, agreement {Rate * 100} % of the tensors, or two");

    /// <summary>Whether a worst error grew beyond its margin.</summary>
    public static bool WorstGrew(double before, double after) => after > (before * Error) + WorstFloor;

    /// <summary>Whether a typical error grew beyond its margin.</summary>
    public static bool TypicalGrew(double before, double after) => after > (before * Error) + TypicalFloor;

    /// <summary>Whether a rate of agreement fell beyond its margin.</summary>
    /// <param name="before">Share of the tensors that agreed.</param>
    /// <param name="after">Share of the tensors that agree.</param>
    /// <param name="tensors">Number of tensors.</param>
    public static bool RateFell(double before, double after, int tensors) => after < before - Math.Max(Rate, 2.5 / tensors);
}
