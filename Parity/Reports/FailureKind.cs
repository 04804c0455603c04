namespace Parity.Reports;

/// <summary>What fails in one way: one kernel, quantity and verdict.</summary>
/// <param name="Kernel">Kernel under test.</param>
/// <param name="Quantity">Quantity by torch's name, or <c>error</c>.</param>
/// <param name="Verdict">Verdict in words.</param>
/// <param name="Tensors">How many tensors.</param>
/// <param name="Compared">Of how many that were compared; 0 where that is not counted.</param>
/// <param name="Example">The first that is listed, made as small as it still fails; null where none is.</param>
sealed record FailureKind(string Kernel, string Quantity, string Verdict, int Tensors, int Compared, Disagreement? Example)
{
    /// <summary>Every kind of a report, as listed disagreements and agreement rows tell them.</summary>
    public static IReadOnlyList<FailureKind> Of(ParityReport report)
    {
        var examples = report.Disagreements.Where(d => d.Fails).ToLookup(d => (d.Kernel, d.Quantity, d.Verdict));
        FailureKind[] counted =
        [
            .. report.Agreement.GroupBy(row => (row.Kernel, row.Quantity)).SelectMany(rows => new[]
            {
                ("unexplained", rows.Sum(row => row.Unexplained)), ("kernel worse", rows.Sum(row => row.KernelWorse)), ("vacuous", rows.Sum(row => row.Vacuous)),
            }.Where(verdict => verdict.Item2 > 0).Select(verdict => new FailureKind(
                rows.Key.Kernel, rows.Key.Quantity, verdict.Item1, verdict.Item2, rows.Sum(row => row.Compared),
                examples[(rows.Key.Kernel, rows.Key.Quantity, verdict.Item1)].FirstOrDefault()))),
        ];
        // An error that only one side raised is no tensor, so that no row counts it.
        var known = counted.Select(kind => (kind.Kernel, kind.Quantity, kind.Verdict)).ToHashSet();
        return [.. counted, .. examples.Where(group => !known.Contains(group.Key)).Select(group => new FailureKind(
            group.Key.Kernel, group.Key.Quantity, group.Key.Verdict, group.Count(), 0, group.First()))];
    }
}
