using System.Globalization;
using System.Text;
using Parity.Oracles;
using Parity.Reference;

namespace Parity.Trust;

/// <summary>Which planted defects each standard sees: a mistake that is as small as the roundings of an arithmetic is none there.</summary>
static class StandardsTable
{
    // Bits are no arithmetic that a planted defect could be held to.
    static readonly Standard[] standards = [Standard.ElementType, Standard.Double, Standard.Compensated];

    /// <summary>Hunts every defect under every standard.</summary>
    /// <param name="defects">The kernels that are wrong.</param>
    /// <param name="oracle">Who decides.</param>
    /// <param name="seeds">Seeds of the cases.</param>
    /// <param name="cases">Most cases of each seed.</param>
    /// <param name="cancellation">Ends the run after the hunts at hand.</param>
    /// <returns>Markdown.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static string Of(
        IReadOnlyList<KernelEntry> defects, IOracle oracle, IReadOnlyList<int> seeds, int cases, CancellationToken cancellation = default)
    {
        KernelEntry[] declared = [.. defects.SelectMany(defect => standards.Select(standard => defect with { Standard = standard }))];
        return Text([.. new DefectTrials(declared, oracle, cases).Run(seeds, null, cancellation)], seeds.Count, cases);
    }

    /// <summary>The table of rows that come defect by defect, one for each standard.</summary>
    public static string Text(IReadOnlyList<DefectRow> rows, int seeds, int cases)
    {
        DefectRow[][] defects = [.. rows.Chunk(standards.Length)];
        var page = new StringBuilder();
        void Line(string text) => page.Append(text).Append('\n');
        Line(string.Create(CultureInfo.InvariantCulture, $"# Planted defects by declared standard, {seeds} seeds of {cases} cases"));
        Line("");
        Line($"| defect | {string.Join(" | ", standards.Select(standard => standard.Word()))} | first seen in |");
        Line("| --- | ---: | ---: | ---: | --- |");
        foreach (DefectRow[] defect in defects)
            Line($"| {defect[0].Name} | {string.Join(" | ", defect.Select(row => Cases(row, seeds)))} | {defect[^1].Quantity ?? "-"} |");
        Line("");
        for (int i = 0; i < standards.Length; i++)
            Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{standards[i].Word()}: {defects.Count(defect => defect[i].Caught == seeds)} of {defects.Length} caught; not: {Names(defects.Where(defect => defect[i].Caught < seeds))}"));
        return page.ToString();
    }

    static string Cases(DefectRow row, int seeds) =>
        row.Caught == 0 ? "passes"
        : string.Create(CultureInfo.InvariantCulture, $"{row.Median ?? row.Least:0.#}{(row.Caught < seeds ? $" ({row.Caught}/{seeds})" : "")}");

    static string Names(IEnumerable<DefectRow[]> defects) =>
        string.Join(", ", defects.Select(defect => defect[0].Name)) is { Length: > 0 } names ? names : "none";
}
