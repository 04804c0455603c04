using Parity.Rendering;
using Parity.Reports;

namespace Parity.Tool;

/// <summary>How well one kernel agrees, as a table of 80 columns: ordinary data first, harsh data beside it.</summary>
static class AgreementTable
{
    // Where the columns of ordinary data and those of harsh data begin.
    const int Ordinary = 1, Harsh = 5;

    static readonly string[] upper = ["", "", "all-", "assert_", "max", "", "all-", "assert_", ""];
    static readonly string[] lower = ["quantity", "cases", "close", "close", "ULP", "cases", "close", "close", "failed"];

    /// <summary>Headings and rows, with whether a row has what fails the gate; each element type under its own name.</summary>
    /// <param name="rows">Rows of one kernel, train and eval taken together.</param>
    public static IEnumerable<(string Line, bool Fails)> Lines(IReadOnlyList<AgreementRow> rows)
    {
        rows = [.. rows.GroupBy(row => row.Dtype).SelectMany(dtype => dtype)];
        string[][] cells = [.. rows.Select(Cells)];
        int[] widths = [.. lower.Select((title, column) => cells.Select(row => row[column].Length).Append(title.Length).Append(upper[column].Length).Max())];
        // Six digits leave 80 columns no room for gaps of two between the groups.
        int gap = rows.Max(row => row.Compared) < 100_000 ? 2 : 1;
        string groups = "".PadRight(Start(Ordinary)) + "ordinary data";
        yield return (groups.PadRight(Start(Harsh)) + "harsh data", false);
        yield return (Text(upper), false);
        yield return (Text(lower), false);
        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            if (i == 0 || rows[i - 1].Dtype != row.Dtype)
                yield return (FailureText.OneLine(row.Dtype), false);
            yield return (Text(cells[i]), row.Failed > 0);
        }

        int Gap(int column) => column == 0 ? 0 : column is Ordinary or Harsh || column == lower.Length - 1 ? gap : 1;

        int Start(int column) => Enumerable.Range(0, column).Sum(i => Gap(i) + widths[i]) + Gap(column);

        string Text(string[] row) => string.Concat(row.Select((cell, i) =>
            "".PadRight(Gap(i)) + (i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))).TrimEnd();
    }

    static string[] Cells(AgreementRow row) =>
    [
        " " + FailureText.OneLine(row.Quantity),
        .. Part(row.Ordinary), row.Ordinary.Compared == 0 ? "-" : NumberText.Ulp(row.Ordinary.MaxUlp),
        .. Part(row.Harsh), NumberText.Count(row.Failed),
    ];

    static string[] Part(AgreementPart part) =>
        [NumberText.Count(part.Compared), NumberText.Share(part.Allclose, part.Compared), NumberText.Share(part.AssertClose, part.Compared)];
}
