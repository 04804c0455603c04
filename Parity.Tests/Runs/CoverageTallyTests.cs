using Parity.Cases;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Tests.Runs;

public sealed class CoverageTallyTests
{
    [Fact]
    public void Ten_thousand_draws_leave_no_cell_empty()
    {
        var tally = new CoverageTally();
        for (int number = 0; number < 10_000; number++)
            tally.Add(CaseKind.Of(CaseGenerator.Draw(42, number)));
        // What is refused and has no case gets a row of zero, so refusing everything lists every cell.
        IReadOnlyList<CoverageRow> rows = tally.Rows(CoverageTally.Gaps(_ => "refused"));
        Assert.Equal(4 * 2 * (10 + 14), rows.Count);
        Assert.All(rows, row => Assert.InRange(row.Cases, 2, 10_000));
    }

    [Fact]
    public void What_the_oracle_cannot_answer_is_listed_with_its_reason()
    {
        var tally = new CoverageTally();
        tally.Add(CaseKind.Of(CaseDescriptor.Parse("bn1d/4x3")));
        IReadOnlyList<CoverageRow> rows = tally.Rows(CoverageTally.Gaps(c => c.DType == DType.Float16 ? "not implemented" : null));
        Assert.Equal(new CoverageRow("BatchNorm1d", "train", "float32", "contiguous", 1), rows[0]);
        Assert.Equal(2 * (10 + 14), rows.Count(row => row is { Dtype: "float16", Cases: 0, Reason: "not implemented" }));
        Assert.Equal(1 + 2 * (10 + 14), rows.Count);
    }

    [Fact]
    public void A_cell_that_the_oracle_answers_with_some_parameters_is_no_gap() =>
        Assert.Empty(CoverageTally.Gaps(c => c is { DType: DType.BFloat16, Float32Parameters: false } ? "no" : null));
}
