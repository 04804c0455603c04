using System.Text;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>One answer's error against the conditioning of its channel, as a grid of tensors, with the error bound drawn in.</summary>
sealed class ConditioningChart
{
    const double Left = 34, Plot = 250, Top = 6, High = 150, Foot = 34;
    const int Shades = 5;

    readonly int firstColumn, lastColumn, lastRow;
    readonly bool infinite;
    readonly double stepX, stepY;

    /// <summary>A chart whose axes fit all of these, so that charts beside each other compare.</summary>
    public ConditioningChart(IReadOnlyCollection<ErrorProfile> all)
    {
        GridCell[] errors = [.. all.SelectMany(profile => profile.Worst)], bounds = [.. all.SelectMany(profile => profile.Bounds)];
        firstColumn = errors.Min(cell => cell.Column);
        lastColumn = Math.Max(errors.Max(cell => cell.Column), firstColumn + 5);
        GridCell[] finite = [.. errors.Concat(bounds).Where(cell => cell.Row < UlpScale.Infinite)];
        lastRow = Math.Max(8, finite.Length == 0 ? 0 : finite.Max(cell => cell.Row));
        infinite = finite.Length < errors.Length + bounds.Length;
        stepX = Plot / (lastColumn - firstColumn + 1);
        stepY = High / (lastRow + 1 + (infinite ? 2 : 0));
    }

    /// <summary>The chart of one answer.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="what">What was computed, such as <c>output float32</c>.</param>
    /// <param name="errors">Its errors.</param>
    public Html Write(string name, string what, ErrorProfile errors)
    {
        string words = Words(errors);
        return Html.Of($"""
            <figure class="grid">
            <figcaption>{name}</figcaption>
            <svg viewBox="0 0 {Left + Plot + 6} {Top + High + Foot}" role="img" aria-label="Error of {name} against conditioning, {what}. {words}">
            <title>Error of {name} against conditioning, {what}</title>
            <desc>{words}</desc>
            {Axes()}{Cells(errors)}{Bound(errors)}</svg>
            </figure>
            """);
    }

    static string Words(ErrorProfile errors)
    {
        long outside = Outside(errors).Sum(cell => cell.Count);
        return $"{NumberText.Count(errors.Worst.Sum(cell => cell.Count))} tensors, each at its worst element; {NumberText.Count(outside)} above every bound of their column.";
    }

    static IEnumerable<GridCell> Outside(ErrorProfile errors)
    {
        var highest = errors.Bounds.GroupBy(cell => cell.Column).ToDictionary(column => column.Key, column => column.Max(cell => cell.Row));
        return errors.Worst.Where(cell => cell.Row > highest.GetValueOrDefault(cell.Column));
    }

    Html Cells(ErrorProfile errors)
    {
        long most = errors.Worst.Max(cell => cell.Count);
        var outside = Outside(errors).ToHashSet();
        return Html.Join(errors.Worst.GroupBy(cell => outside.Contains(cell) ? "out" : $"fill shade{Shade(cell.Count, most)}").Select(shade => Html.Of($"""
            <path class="{shade.Key}" d="{Path(shade)}"/>

            """)));
    }

    string Path(IEnumerable<GridCell> cells)
    {
        var path = new StringBuilder();
        foreach (GridCell cell in cells)
            path.Append(Html.Of($"M{X(cell.Column)} {Y(cell.Row)}h{Round(stepX)}v{-Round(stepY)}h{-Round(stepX)}z"));
        return path.ToString();
    }

    // The largest and the smallest bound of each column, and the area between them.
    Html Bound(ErrorProfile errors)
    {
        StringBuilder line = new(), area = new();
        foreach (var column in errors.Bounds.GroupBy(cell => cell.Column).OrderBy(column => column.Key))
        {
            double x = X(column.Key), high = Y(column.Max(cell => cell.Row) + 1), low = Y(column.Min(cell => cell.Row));
            line.Append(Html.Of($"M{x} {high}h{Round(stepX)}"));
            area.Append(Html.Of($"M{x} {high}h{Round(stepX)}V{low}h{-Round(stepX)}z"));
        }
        return Html.Of($"""
            <path class="allowed" d="{area.ToString()}"/>
            <path class="bound" d="{line.ToString()}"/>

            """);
    }

    Html Axes()
    {
        var rows = Enumerable.Range(0, lastRow + 1).Where(row => row == 0 || (row > 3 && (row - 1) % (lastRow < 16 ? 3 : lastRow < 32 ? 5 : 10) == 0))
            .Select(row => new { At = row, Text = row == 0 ? "0" : $"2^{NumberText.Count(row - 1)}" });
        if (infinite)
            rows = rows.Append(new { At = UlpScale.Infinite, Text = "∞" });
        var columns = Enumerable.Range(firstColumn, lastColumn - firstColumn + 1).Where(column => column > 0 && column < ConditioningScale.Constant && (column - 4) % 4 == 0)
            .Select(column => new { At = column, Text = Power(2 * (column - 4)) });
        return Html.Of($"""
            <path class="axis" d="M{Left} {Top}V{Top + High}h{Plot}"/>
            {Html.Join(rows.Select(row => Html.Of($"""
            <text class="row" x="{Left - 4}" y="{Y(row.At) - Round(stepY / 2) + 3}">{row.Text}</text>

            """)))}{Html.Join(columns.Select(column => Html.Of($"""
            <path class="axis" d="M{X(column.At)} {Top + High}v3"/><text class="tick" x="{X(column.At)}" y="{Top + High + 13}">{column.Text}</text>

            """)))}{(lastColumn == ConditioningScale.Constant ? Html.Of($"""
            <text class="tick" x="{X(ConditioningScale.Constant) + Round(stepX / 2)}" y="{Top + High + 13}">∞</text>

            """) : Html.None)}<text class="label" x="{Left + Plot / 2}" y="{Top + High + 28}">|mean| / standard deviation</text>

            """);
    }

    static string Power(int exponent) => exponent switch
    {
        0 => "1",
        > 0 and < 12 => NumberText.Count(1L << exponent),
        _ => $"2^{NumberText.Count(exponent)}",
    };

    static int Shade(long count, long most) =>
        most <= 1 ? Shades : 1 + (int)Math.Round((Shades - 1) * Math.Log(count) / Math.Log(most));

    double X(int column) => Round(Left + stepX * (column - firstColumn));

    // Infinity stands two rows above the largest number.
    double Y(int row) => Round(Top + High - stepY * (row >= UlpScale.Infinite ? row - UlpScale.Infinite + lastRow + 2 : row));

    static double Round(double value) => Math.Round(value, 1);
}
