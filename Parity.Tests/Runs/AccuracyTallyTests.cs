using Parity.Cases;
using Parity.Comparison;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Tests.Runs;

public sealed class AccuracyTallyTests
{
    const int Cases = 30;

    [Fact]
    public void Every_element_of_every_floating_quantity_is_counted_on_both_sides()
    {
        ParityReport report = Run(KernelCatalog.All, _ => { });
        Assert.Equal(
            report.Agreement.Where(row => row.Quantity != "num_batches_tracked").Select(row => (row.Kernel, row.Quantity, row.Dtype, row.Mode)),
            report.Accuracy.Select(row => (row.Kernel, row.Quantity, row.Dtype, row.Mode)));
        Assert.All(report.Accuracy, row =>
        {
            Assert.Equal(row.KernelErrors.Count, row.OracleErrors.Count);
            foreach (ErrorProfile errors in (ErrorProfile[])[row.KernelErrors, row.OracleErrors])
                Assert.Equal(errors.Worst.Sum(cell => cell.Count), errors.Bounds.Sum(cell => cell.Count));
        });
    }

    [Fact]
    public void A_row_reaches_as_far_as_its_largest_distance()
    {
        ParityReport report = Run(KernelCatalog.All, _ => { });
        foreach (AccuracyRow row in report.Accuracy)
        {
            AgreementRow agreement = report.Agreement.Single(other => (other.Kernel, other.Quantity, other.Dtype, other.Mode) == (row.Kernel, row.Quantity, row.Dtype, row.Mode));
            Assert.Equal(UlpScale.Bucket(agreement.KernelUlp), row.KernelErrors.Elements.Count - 1);
            Assert.Equal(UlpScale.Bucket(agreement.OracleUlp), row.OracleErrors.Worst.Max(cell => cell.Row));
        }
    }

    [Fact]
    public void A_tensor_counts_in_its_column_at_its_worst_element_and_at_what_is_allowed_there()
    {
        var tally = new AccuracyTally();
        ErrorSample far = new([1, 0, 2], Column: 5, Bound: 7), near = new([3, 1], Column: 4, Bound: UlpScale.Infinite);
        tally.Add(Outcome(far, near));
        tally.Add(Outcome(near, far));
        tally.Add(Outcome(far, far));
        AccuracyRow row = Assert.Single(tally.Rows());
        Assert.Equal([5, 1, 4], row.KernelErrors.Elements);
        Assert.Equal([new GridCell(4, 1, 1), new GridCell(5, 2, 2)], row.KernelErrors.Worst);
        Assert.Equal([new GridCell(4, UlpScale.Infinite, 1), new GridCell(5, 7, 2)], row.KernelErrors.Bounds);
        Assert.Equal([new GridCell(4, 1, 1), new GridCell(5, 2, 2)], row.OracleErrors.Worst);

        static CaseOutcome Outcome(ErrorSample kernel, ErrorSample oracle) => new()
        {
            Number = 0,
            Case = "bn1d/4x3",
            Kind = CaseKind.Of(CaseDescriptor.Parse("bn1d/4x3")),
            Kernels = [new("mine", [new() { Quantity = Quantity.Output, Verdict = Verdict.Agree, KernelErrors = kernel, OracleErrors = oracle }])],
        };
    }

    [Fact]
    public void The_exact_kernel_is_exact() =>
        Assert.All(
            Run([KernelCatalog.All.Single(kernel => kernel.Name == "exact")], _ => { }).Accuracy.Where(row => row.Dtype == "float32"),
            row => Assert.True(row.KernelErrors.ShareWithin(0) > 0.99, row.ToString()));

    [Fact]
    public void A_wrong_answer_stands_above_every_bound_and_in_its_channel()
    {
        ParityReport report = Run([KernelCatalog.All[0]], answer =>
        {
            if (answer[Quantity.RunningVar] is { DType: DType.Float32 } runningVar)
                runningVar.Values<float>()[^1] = -1e30f;
        });
        AccuracyRow row = report.Accuracy.First(row => row is { Quantity: "running_var", Dtype: "float32", Mode: "train" });
        Assert.True(row.OracleErrors.Worst.Max(cell => cell.Row) > 30);
        Disagreement first = report.Disagreements.First(d => d is { Quantity: "running_var", Verdict: "unexplained" });
        Assert.True(first.Channels!.Oracle[^1] > 1);
        Assert.True(first.Channels.Kernel.Max() <= 1);
    }

    static ParityReport Run(IReadOnlyList<KernelEntry> kernels, Action<BatchNormResult> change) => new ParityRun(new RunPlan
    {
        Trials = CaseData.Trials(3, Cases, _ => null),
        Cases = Cases,
        Seed = 3,
        Kernels = kernels,
        Oracle = new ScriptedOracle((_, answer) =>
        {
            change(answer);
            return answer;
        }),
    }).Execute();
}
