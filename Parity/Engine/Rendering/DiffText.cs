using System.Globalization;
using System.Text;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>How a difference reads, on a terminal of 80 columns and as Markdown.</summary>
static class DiffText
{
    const int MostLines = 60, Width = 80, LabelWidth = 19;

    /// <summary>The difference as plain text: what the runs were, then one line a number, the worst first.</summary>
    public static string Console(ReportDiff diff)
    {
        var text = new StringBuilder();
        text.Append(Headline(diff)).Append('\n');
        if (!diff.SameCases)
            text.Append("  WARNING  not the same cases were drawn: largest values are of other inputs\n");
        foreach (DiffFact fact in diff.Facts)
            text.Append(Fact(fact)).Append('\n');
        if (diff.Cases is { Moved: > 0 } moves)
            text.Append(FailureText.Wrapped(FailureText.OneLine($"  cases moved      {Moved(moves)}"), Width, LabelWidth)).Append('\n');
        string? kernel = null;
        int lines = 0;
        foreach ((DiffRow row, DiffNumber number, bool first) in Lines(diff).Take(MostLines))
        {
            if (row.Kernel != kernel)
                text.Append('\n').Append(FailureText.OneLine(kernel = row.Kernel)).Append('\n')
                    .Append(Line("", "quantity", "dtype", "mode", "number", "A", "B")).Append('\n');
            text.Append(Line(
                first || number.Change == Movement.Worse ? Word(number.Change) : "",
                first ? row.Quantity : "", first ? row.Dtype : "", first ? row.Mode : "",
                number.Name, Value(number, number.Before), Value(number, number.After))).Append('\n');
            lines++;
        }

        return text.Append(More(diff, lines)).ToString();
    }

    /// <summary>The difference as GitHub-flavoured Markdown of fewer than 100 lines.</summary>
    public static string Markdown(ReportDiff diff)
    {
        var text = new StringBuilder($"# {Headline(diff)}\n\n");
        if (!diff.SameCases)
            text.Append("> [!WARNING]\n> Not the same cases were drawn: largest values are of other inputs.\n\n");
        if (diff.Facts.Count > 0)
            text.Append("| run | A | B |\n| --- | --- | --- |\n");
        foreach (DiffFact fact in diff.Facts)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(fact.Name)} | {Cell(fact.Before)} | {Cell(fact.After)} |\n");
        if (diff.Cases is { Moved: > 0 } moves)
            text.Append(CultureInfo.InvariantCulture, $"\nCases moved: {Cell(Moved(moves))}.\n");
        int lines = 0;
        foreach ((DiffRow row, DiffNumber number, _) in Lines(diff).Take(MostLines))
        {
            if (lines++ == 0)
                text.Append("\n| | kernel | quantity | dtype | mode | number | A | B |\n| --- | --- | --- | --- | --- | --- | ---: | ---: |\n");
            string word = number.Change == Movement.Worse ? $"**{Word(number.Change)}**" : Word(number.Change);
            text.Append(CultureInfo.InvariantCulture, $"| {word} | {Cell(row.Kernel)} | {Cell(row.Quantity)} | {Cell(row.Dtype)} | {row.Mode} | {number.Name} | {Value(number, number.Before)} | {Value(number, number.After)} |\n");
        }

        return text.Append(More(diff, lines)).ToString();
    }

    static string Headline(ReportDiff diff)
    {
        string verdict = diff.Worse ? "WORSE" : diff.Rows.Count == 0 && diff.Facts.Count == 0 ? "SAME"
            : diff.SameButDeclared ? $"SAME in {NumberText.Count(diff.Cases!.Both - diff.Cases.Declared)} of {NumberText.Count(diff.Cases.Both)} cases, the others declared"
            : "NOT WORSE";
        int Count(Movement change) => diff.Rows.Count(row => row.Change == change);
        return FormattableString.Invariant(
            $"{verdict}: {Count(Movement.Worse)} rows worse, {Count(Movement.Better)} better, {Count(Movement.Changed)} changed, {diff.Unchanged} the same");
    }

    static string Moved(CaseMoves moves) =>
        $"{NumberText.Count(moves.Moved)} of {NumberText.Count(moves.Both)}"
        + (moves.Declared > 0 ? $"; {NumberText.Count(moves.Declared)} with a root that an emulated oracle declares not to know" : "")
        + (moves.First.Count > 0 ? $"; such as {string.Join(", ", moves.First)}" : "");

    static string Fact(DiffFact fact)
    {
        string name = $"  {fact.Name,-17}", line = $"{name}{FailureText.OneLine(fact.Before)} -> {FailureText.OneLine(fact.After)}";
        return line.Length <= Width ? line : $"{name}{FailureText.OneLine(fact.Before)}\n{new string(' ', 16)}-> {FailureText.OneLine(fact.After)}";
    }

    static IEnumerable<(DiffRow Row, DiffNumber Number, bool First)> Lines(ReportDiff diff) =>
        diff.Rows.SelectMany(row => row.Numbers.OrderByDescending(number => number.Change).Select((number, i) => (row, number, i == 0)));

    static string More(ReportDiff diff, int shown)
    {
        int left = Lines(diff).Count() - shown;
        return left > 0 ? string.Create(CultureInfo.InvariantCulture, $"\nand {left} more numbers in --json\n") : "";
    }

    static string Line(string change, string quantity, string dtype, string mode, string number, string before, string after) =>
        $"{change,-8}{quantity,-20}{dtype,-9}{mode,-6}{number,-13}{before,11}{after,12}".TrimEnd();

    static string Word(Movement change) => change.ToString().ToLowerInvariant();

    static string Value(DiffNumber number, double? value) => value is not { } there ? "-" : number.Name switch
    {
        "error/bound" or "typical" or "oracle's" => NumberText.Percent(there),
        "ULP" or "ULP to exact" => NumberText.Ulp(there >= long.MaxValue ? long.MaxValue : (long)there),
        _ => NumberText.Count((long)there),
    };

    static string Cell(string text) => MarkdownReport.Escape(text);
}
