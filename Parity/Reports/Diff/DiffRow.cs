namespace Parity.Reports.Diff;

/// <summary>What changed about one quantity, for one kernel, dtype and mode.</summary>
/// <param name="Kernel">Kernel under test.</param>
/// <param name="Quantity">Quantity by torch's name.</param>
/// <param name="Dtype">Element type by torch's name.</param>
/// <param name="Mode"><c>train</c> or <c>eval</c>.</param>
/// <param name="Change">The gravest change of any number.</param>
/// <param name="Numbers">The numbers that changed.</param>
public sealed record DiffRow(string Kernel, string Quantity, string Dtype, string Mode, Change Change, IReadOnlyList<DiffNumber> Numbers)
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
            Gravity = numbers.Where(number => number.Change == Change.Worse).Select(number => GravityOf(number, row)).DefaultIfEmpty(0).Max(),
        };
    }

    static IEnumerable<DiffNumber> Compared(AgreementRow? before, AgreementRow? after)
    {
        if (before is null || after is null)
            return [new DiffNumber("compared", before?.Compared, after?.Compared, after is null ? Change.Worse : Change.Changed)];
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
                Margin.WorstGrew(before.KernelShare, after.KernelShare) ? Change.Worse
                : Margin.WorstGrew(after.KernelShare, before.KernelShare) ? Change.Better
                : Change.Changed),
            new DiffNumber("typical", before.TypicalShare, after.TypicalShare,
                Margin.TypicalGrew(before.TypicalShare, after.TypicalShare) ? Change.Worse
                : Margin.TypicalGrew(after.TypicalShare, before.TypicalShare) ? Change.Better
                : Change.Changed),
            Plain("oracle's", before.OracleShare, after.OracleShare),
            Plain("ULP to exact", before.KernelUlp, after.KernelUlp),
            Plain("ULP", before.MaxUlp, after.MaxUlp),
        }.Where(number => !number.Before.Equals(number.After));

        DiffNumber Rate(string name, Func<AgreementRow, int> count)
        {
            (double from, double to) = (Part(count(before), before), Part(count(after), after));
            return new DiffNumber(name, count(before), count(after),
                Margin.RateFell(from, to, after.Compared) ? Change.Worse : Margin.RateFell(to, from, after.Compared) ? Change.Better : Change.Changed);
        }

        DiffNumber Failures(string name, int from, int to)
        {
            (double one, double other) = (Part(from, before), Part(to, after));
            return new DiffNumber(name, from, to, other > one ? Change.Worse : other < one ? Change.Better : Change.Changed);
        }
    }

    static DiffNumber Plain(string name, double before, double after) => new(name, before, after, Change.Changed);

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
