using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;
using Parity.Trust;

namespace Parity.Tests.Trust;

/// <summary>The curve over trials whose expected answers are the manual kernel's own: a change is all that differs.</summary>
public sealed class PowerCurveTests
{
    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    static readonly IReadOnlyList<PowerRow> rows = Measure(trial => KernelRun.Run(manual, trial));

    [Fact]
    public void Every_quantity_has_a_row_for_each_element_type() =>
        Assert.Subset(
            rows.Select(row => (row.Quantity, row.Dtype)).ToHashSet(),
            QuantityNames.All.SelectMany(DTypes, (quantity, dtype) => (quantity.TorchName(), dtype.TorchName())).ToHashSet());

    [Fact]
    public void Training_and_eval_have_rows_of_their_own()
    {
        Assert.Equal(rows.Count, rows.Select(row => (row.Quantity, row.Dtype, row.Mode)).Distinct().Count());
        Assert.Equal(["train", "eval"], rows.Where(row => row is { Quantity: "output", Dtype: "float32" }).Select(row => row.Mode));
        Assert.All(
            rows.Where(row => row.OneElementCase is not null),
            row => Assert.Equal(row.Mode == "eval", row.OneElementCase!.Contains("/eval", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_counter_that_is_off_by_one_is_caught() =>
        Assert.All(rows.Where(row => row.Dtype == "int64"), row => Assert.Equal(1, row.OneElement));

    [Fact]
    public void Every_change_that_is_large_enough_is_caught() =>
        Assert.All(rows, row => Assert.True(row is { OneElement: > 0, OneElementCase: not null, AllElements: > 0, AllElementsCase: not null }));

    // NaN for every number fails whatever the trial is, save where NaN is right.
    [Fact]
    public void Trials_that_fail_without_a_change_say_nothing() =>
        Assert.DoesNotContain(
            Measure(trial => new BatchNormResult { [Quantity.NumBatchesTracked] = DenseTensor.Scalar(-1) }),
            row => row.OneElementCase is not null || row.AllElementsCase is not null);

    static IEnumerable<DType> DTypes(Quantity quantity) =>
        quantity == Quantity.NumBatchesTracked ? [DType.Int64] : [DType.Float32, DType.Float64];

    static IReadOnlyList<PowerRow> Measure(Func<Trial, BatchNormResult> oracle)
    {
        using var trials = new AnsweredTrials(CaseData.Trials(3, 40, _ => null), oracle);
        return new PowerCurve(manual).Measure(trials.All());
    }
}
