using Parity.Reports;

namespace Parity.Rendering;

/// <summary>How far kernels and oracle are from exact, side by side.</summary>
static class AccuracySection
{
    /// <summary>A picture per quantity and dtype, and the same in numbers; nothing where nothing was measured.</summary>
    /// <param name="report">The report.</param>
    /// <param name="measured">Its <see cref="Answers"/>.</param>
    public static Html Write(ParityReport report, IReadOnlyList<MeasuredErrors> measured)
    {
        if (report.Accuracy.Count == 0)
            return Html.None;
        return Html.Of($"""
            <section id="accuracy">
            <h2>Error against exact</h2>
            <p class="note">Distance of every element from the exact value, in ULP: representable values between the two. Bars are on a log scale, a full one stands for all elements and a line for one in a million; on the right the share within 1 ULP. Values near zero are many ULP from everything, so a long tail is not an error by itself: the bound says what is.</p>
            <div class="charts">
            {Html.Join(measured.Select(group => ErrorHistogram.Write(group.Name, group.Answers)))}</div>
            <details class="numbers" open><summary>In numbers, kernel beside oracle</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Error against exact">
            <table class="sortable filtered">
            <thead>
            <tr class="groups"><th colspan="5"></th><th colspan="2" scope="colgroup">exact</th><th colspan="2" scope="colgroup">within 1 ULP</th><th colspan="2" scope="colgroup">99.9 % within</th><th colspan="2" scope="colgroup">all within</th></tr>
            <tr><th scope="col">kernel</th><th scope="col">quantity</th><th scope="col">dtype</th><th scope="col">mode</th><th scope="col" class="number">elements</th>{Pair}{Pair}{Pair}{Pair}</tr>
            </thead>
            <tbody>
            {Html.Join(report.Accuracy.Select(Row))}</tbody>
            </table>
            </div>
            </details>
            </section>
            """);
    }

    /// <summary>The errors of each quantity and dtype, train and eval together: the oracle's first, then every kernel's.</summary>
    public static IReadOnlyList<MeasuredErrors> Answers(ParityReport report) =>
    [
        .. report.Accuracy.GroupBy(row => new { row.Quantity, row.Dtype }).Select(group =>
        {
            AccuracyRow[] kernels = [.. group.GroupBy(row => row.Kernel).Select(rows => rows.Aggregate((one, other) => one.Plus(other)))];
            // Each kernel has the oracle's errors over its own elements; those of most elements stand for all.
            ErrorProfile oracle = kernels.Select(row => row.OracleErrors).MaxBy(errors => errors.Count)!;
            return new MeasuredErrors(group.Key.Quantity, group.Key.Dtype,
                [new(report.Oracle.Name, oracle), .. kernels.Select(row => new AnswerErrors(row.Kernel, row.KernelErrors))]);
        }),
    ];

    static Html Pair => Html.Of($"""<th scope="col" class="number">kernel</th><th scope="col" class="number">oracle</th>""");

    static Html Row(AccuracyRow row)
    {
        var (kernel, oracle) = (row.KernelErrors, row.OracleErrors);
        return Html.Of($"""
            <tr><td>{row.Kernel}</td><td>{row.Quantity}</td><td>{row.Dtype}</td><td>{row.Mode}</td><td class="number">{kernel.Count}</td>{Shares(kernel, oracle, 0)}{Shares(kernel, oracle, 1)}{Distances(kernel, oracle, 0.999)}{Distances(kernel, oracle, 1)}</tr>

            """);
    }

    static Html Shares(ErrorProfile kernel, ErrorProfile oracle, long ulp)
    {
        double one = kernel.ShareWithin(ulp), other = oracle.ShareWithin(ulp);
        return Cells((one, NumberText.Percent(one)), (other, NumberText.Percent(other)), one > other);
    }

    static Html Distances(ErrorProfile kernel, ErrorProfile oracle, double share)
    {
        long one = kernel.Quantile(share), other = oracle.Quantile(share);
        return Cells((one, NumberText.Ulp(one)), (other, NumberText.Ulp(other)), one < other);
    }

    // What reads the same is not marked as different.
    static Html Cells((double Value, string Text) kernel, (double Value, string Text) oracle, bool kernelIsBetter)
    {
        bool differ = kernel.Text != oracle.Text;
        return Html.Of($"""{Cell(kernel.Value, kernel.Text, differ && kernelIsBetter)}{Cell(oracle.Value, oracle.Text, differ && !kernelIsBetter)}""");
    }

    static Html Cell(double value, string text, bool better) =>
        Html.Of($"""<td class="number{(better ? " better" : "")}" data-sort="{value}">{text}</td>""");
}

/// <summary>The errors in one quantity and dtype.</summary>
/// <param name="Quantity">The quantity by torch's name.</param>
/// <param name="Dtype">Element type of the batch by torch's name.</param>
/// <param name="Answers">Everyone's errors.</param>
sealed record MeasuredErrors(string Quantity, string Dtype, IReadOnlyList<AnswerErrors> Answers)
{
    /// <summary>What was computed, such as <c>output float32</c>.</summary>
    public string Name => $"{Quantity} {Dtype}";
}

/// <summary>The errors of one answer.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Errors">Its errors.</param>
sealed record AnswerErrors(string Name, ErrorProfile Errors);
