using Parity.Reports;

namespace Parity.Rendering;

/// <summary>Error against conditioning, for every quantity, with the bound drawn in.</summary>
static class ConditioningSection
{
    static readonly string[] shown = ["output", "batch_var", "grad_input"];

    /// <summary>A row of charts per quantity and dtype; nothing where nothing was measured.</summary>
    /// <param name="measured">What was measured, by <see cref="AccuracySection.Answers"/>.</param>
    public static Html Write(IReadOnlyList<MeasuredErrors> measured)
    {
        if (measured.Count == 0)
            return Html.None;
        return Html.Of($"""
            <section id="conditioning">
            <h2>Error against conditioning</h2>
            <p class="note">Every tensor counts once, at the element furthest from exact: across, how many standard deviations its channel’s mean is from zero; up, the distance in ULP. The darker, the more tensors. The line is the largest error bound met in a column, the area below it reaches down to the smallest: what is above the line is outside every bound.</p>
            {Html.Join(measured.GroupBy(group => group.Quantity).Select(quantity => Html.Of($"""
            <details class="quantity-charts"{(shown.Contains(quantity.Key) ? Html.Of($" open") : Html.None)}><summary>{quantity.Key}</summary>
            {Html.Join(quantity.Select(group => Charts(group.Name, group.Dtype, group.Answers)))}
            <details class="numbers"><summary>In numbers</summary>
            <div class="scroll fitted" tabindex="0" role="region" aria-label="Error of {quantity.Key} against conditioning">
            <table class="sortable">
            <thead><tr><th scope="col">dtype</th><th scope="col">answer</th><th scope="col" class="number">|mean| / std</th><th scope="col" class="number">tensors</th><th scope="col" class="number">half are within, ULP</th><th scope="col" class="number">all are within</th><th scope="col" class="number">largest bound</th></tr></thead>
            <tbody>
            {Html.Join(quantity.SelectMany(group => group.Answers.SelectMany(answer => Rows(group.Dtype, answer.Name, answer.Errors))))}</tbody>
            </table>
            </div>
            </details>
            </details>

            """)))}</section>
            """);
    }

    static Html Charts(string name, string dtype, IReadOnlyList<AnswerErrors> answers)
    {
        AnswerErrors[] measured = [.. answers.Where(answer => answer.Errors.Worst.Count > 0)];
        if (measured.Length == 0)
            return Html.None;
        var chart = new ConditioningChart([.. measured.Select(answer => answer.Errors)]);
        return Html.Of($"""
            <h3>{dtype}</h3>
            <div class="charts">{Html.Join(measured.Select(answer => chart.Write(answer.Name, name, answer.Errors)))}</div>

            """);
    }

    static IEnumerable<Html> Rows(string dtype, string name, ErrorProfile errors)
    {
        var bounds = errors.Bounds.ToLookup(cell => cell.Column);
        foreach (var column in errors.Worst.GroupBy(cell => cell.Column))
        {
            int bound = bounds[column.Key].Select(cell => cell.Row).DefaultIfEmpty().Max(), worst = column.Max(cell => cell.Row);
            yield return Html.Of($"""
                <tr><td>{dtype}</td><td>{name}</td><td class="number" data-sort="{column.Key}">{ConditioningScale.Label(column.Key)}</td><td class="number">{column.Sum(cell => cell.Count)}</td>{Ulp(Median(column), "")}{Ulp(worst, worst > bound ? " bad" : "")}{Ulp(bound, "")}</tr>

                """);
        }
    }

    static int Median(IEnumerable<GridCell> column)
    {
        GridCell[] cells = [.. column.OrderBy(cell => cell.Row)];
        long half = (cells.Sum(cell => cell.Count) + 1) / 2;
        int i = 0;
        while ((half -= cells[i].Count) > 0)
            i++;
        return cells[i].Row;
    }

    static Html Ulp(int bucket, string tone) =>
        Html.Of($"""<td class="number{tone}" data-sort="{bucket}">{NumberText.Ulp(UlpScale.Largest(bucket))}</td>""");
}
