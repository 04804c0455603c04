using Parity.Cases;
using Parity.Comparison;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Tests.Runs;

/// <summary>What is shown in place of a failure is that failure, only smaller.</summary>
public sealed class FailureClassTests
{
    static readonly FailureClass found = new(Verdict.KernelWorse, Quantity.GradInput, null, false, 2e18);

    [Fact]
    public void A_class_has_one_verdict_quantity_kind_and_size()
    {
        Assert.True(found.Includes(found with { Share = 2e15 }));
        Assert.True(found.Includes(found with { Share = 2e21 }));
        Assert.False(found.Includes(found with { Share = 1.9e15 }));
        Assert.False(found.Includes(found with { Share = 2.1e21 }));
        Assert.False(found.Includes(found with { Share = double.PositiveInfinity }));
        Assert.True((found with { Share = double.PositiveInfinity }).Includes(found with { Share = double.PositiveInfinity }));
        Assert.False(found.Includes(found with { AssertClose = true }));
        Assert.False(found.Includes(found with { Verdict = Verdict.Unexplained }));
        Assert.False(found.Includes(found with { Quantity = Quantity.Output }));
        Assert.False(found.Includes(found with { Kind = "forward wrote to its input" }));
    }

    [Fact]
    public void A_large_error_does_not_become_a_small_one_of_another_mode_and_type()
    {
        const string Drawn = "bn2d/5x4x3x2/f64/eval/eps=0.001/seed=77";
        ParityReport report = new ParityRun(new RunPlan
        {
            Trials = [CaseData.Generate(CaseDescriptor.Parse(Drawn))],
            Cases = 1,
            Seed = 0,
            Kernels = [KernelCatalog.All[0]],
            Oracle = new ScriptedOracle(Off),
        }).Execute();
        Disagreement smallest = Assert.Single(report.Disagreements);
        BatchNormCase c = CaseDescriptor.Parse(smallest.Case);
        Assert.Equal((DType.Float64, false, 1), (c.DType, c.Training, c.ValuesPerChannel * c.Channels));
        Assert.InRange(smallest.AbsDiff!.Value, 353, 355);
        Assert.Equal((Drawn, 120), (smallest.FoundAs, smallest.Found!.Elements));

        string text = FailureText.Of(smallest, report.Oracle);
        Assert.Equal(2, text.Split("|diff| 3.54").Length - 1);
        Assert.Contains($"found as  {Drawn}\n", text, StringComparison.Ordinal);
    }

    // Far off where the case was drawn; a little, but beyond every rounding, wherever else.
    static BatchNormResult Off(Trial trial, BatchNormResult answer)
    {
        if (answer[Quantity.GradInput] is { DType: DType.Float64 } wide)
            wide.Values<double>()[0] += trial.Case.Training ? 1e-3 : 354;
        if (answer[Quantity.GradInput] is { DType: DType.Float32 } narrow)
            narrow.Values<float>()[0] += 1e-3f;
        return answer;
    }
}
