using Parity.Reports;

namespace Parity.Rendering;

/// <summary>The agreement at one glance: quantities down, kernels, dtypes and modes across.</summary>
static class MatrixTable
{
    /// <summary>The table; a cell says how many tensors agree, or what is wrong with how many.</summary>
    public static Html Write(IReadOnlyList<AgreementRow> rows)
    {
        Column[] columns =
        [
            .. rows.GroupBy(row => row.Kernel).SelectMany(kernel => kernel.GroupBy(row => row.Dtype)).SelectMany(dtype => dtype.Select(Column.Of).Distinct()),
        ];
        var cells = rows.ToLookup(row => new { row.Quantity, Column = Column.Of(row) });
        return Html.Of($"""
            <div class="scroll fitted" tabindex="0" role="region" aria-label="Agreement at a glance">
            <table class="matrix">
            <thead>
            <tr><th scope="col">kernel</th>{Html.Join(Groups(columns, column => column.Kernel, column => column.Kernel))}</tr>
            <tr><th scope="col">dtype</th>{Html.Join(Groups(columns, column => new { column.Kernel, column.Dtype }, column => column.Dtype))}</tr>
            <tr><th scope="col">mode</th>{Html.Join(columns.Select(column => Html.Of($"""<th scope="col">{column.Mode}</th>""")))}</tr>
            </thead>
            <tbody>
            {Body("ordinary data", row => row.Ordinary)}</tbody>
            <tbody>
            {Body("harsh data", row => row.Harsh)}</tbody>
            </table>
            </div>
            """);

        Html Body(string title, Func<AgreementRow, AgreementPart> part) => rows.All(row => part(row).Compared == 0) ? Html.None : Html.Of($"""
            <tr class="data"><th scope="rowgroup">{title}</th><td colspan="{columns.Length}"></td></tr>
            {Html.Join(rows.Select(row => row.Quantity).Distinct().Select(quantity => Html.Of($"""
                <tr><th scope="row">{quantity}</th>{Html.Join(columns.Select(column => Cell(AgreementPart.Together(cells[new { Quantity = quantity, Column = column }].Select(part)))))}</tr>

                """)))}
            """);
    }

    static IEnumerable<Html> Groups<TKey>(Column[] columns, Func<Column, TKey> key, Func<Column, string> name) =>
        columns.GroupBy(key).Select(group => Html.Of($"""<th scope="colgroup" colspan="{group.Count()}">{name(group.First())}</th>"""));

    static Html Cell(AgreementPart part)
    {
        if (part.Compared == 0)
            return Html.Of($"""<td class="zero">–</td>""");
        var torch = Html.Of($"""<small class="torch">{NumberText.Share(part.Allclose, part.Compared)} · {NumberText.Share(part.AssertClose, part.Compared)}</small>""");
        if (part.Failed > 0)
            return Html.Of($"""<td class="bad">✗ {part.Failed} <small>of {part.Compared}</small>{torch}</td>""");
        if (part.OracleWorse > 0)
            return Html.Of($"""<td class="noted">! {part.OracleWorse} <small>of {part.Compared}</small>{torch}</td>""");
        return Html.Of($"""<td><span class="good">✓</span> {part.Compared}{torch}</td>""");
    }

    sealed record Column(string Kernel, string Dtype, string Mode)
    {
        public static Column Of(AgreementRow row) => new(row.Kernel, row.Dtype, row.Mode);
    }
}
