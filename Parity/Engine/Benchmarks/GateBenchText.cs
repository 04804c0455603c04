namespace Parity.Benchmarks;

/// <summary>What a bench of the gate found, as tables of 80 columns.</summary>
static class GateBenchText
{
    const int LabelWidth = 16;

    /// <summary>Writes the report.</summary>
    public static void Write(TextWriter output, GateReport report)
    {
        BenchText.WriteHead(output, report.Oracle, report.Environment);
        output.WriteLine(BenchText.Text($"cases    {report.Cases} of each kind"));
        foreach (IGrouping<int, GateRow> block in report.Rows.GroupBy(row => row.Jobs))
        {
            output.WriteLine();
            output.WriteLine($"{BenchText.Counted(block.Key, "job"),-LabelWidth}  cases/s  oracle  wall/oracle  cores  kB/case  MB");
            foreach (GateRow row in block)
                output.WriteLine(Line(row));
        }

        output.WriteLine();
        output.WriteLine(
            """
            oracle       time inside the library as a share of wall time
            wall/oracle  what the whole run takes of that: 1 would be no time of its own
            cores        processor time of everything over wall time
            kB/case      managed memory that a case takes and gives back
            MB           memory of the process after the row
            """);
        if (report.Failed > 0)
            output.WriteLine(BenchText.Text($"FAILED  {BenchText.Counted(report.Failed, "case")}; check says which"));
    }

    static string Line(GateRow row) => BenchText.Text(
        $"{row.Kind,-LabelWidth} {row.CasesPerSecond,8:0} {row.OracleShare * 100,5:0} % {1 / row.OracleShare,12:0.00} {row.CoresUsed,6:0.00} {row.AllocatedBytes / 1000.0,8:0} {row.ResidentBytes / 1e6,3:0}");
}
