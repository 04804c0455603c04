using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Reports;
using Parity.Tensors;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tests.Planted;
using Parity.Tests.Reference;

namespace Parity.Tests;

/// <summary>The three lines of a test in any project; against recorded fixtures nothing needs to be installed.</summary>
public sealed class GateTests
{
    [Fact]
    public void A_right_kernel_passes()
    {
        ParityReport report = Gate.Of(new ManualKernel<float>()).Against("recorded").Assert();
        Assert.True(report.Judged > 0);
        Assert.Equal("ManualKernel`1", Assert.Single(report.Kernels).Name);
    }

    [Fact]
    public void A_wrong_kernel_throws_with_its_case_and_how_to_see_it_again()
    {
        KernelEntry wrong = PlantedDefects.Named("eps-twice").Kernel;
        var failed = Assert.Throws<GateException>(() => Gate.Of(wrong).Against("recorded").Assert());
        Assert.False(failed.Report.Passed);
        Assert.StartsWith("FAILED against recorded ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("FAILED  planted:eps-twice  ", failed.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"  case      {failed.Report.Disagreements[0].Case}\n", failed.Message, StringComparison.Ordinal);
        Assert.Contains("  replay    Gate.Of(...).Cases(\"fixture/", failed.Message, StringComparison.Ordinal);
        Assert.Contains("\").Against(\"recorded\").Assert()", failed.Message, StringComparison.Ordinal);
    }

    [LiveFact("torchsharp")]
    public void A_function_over_arrays_passes_and_one_with_a_bug_is_shrunk_to_a_few_elements()
    {
        ParityReport right = Gate.Of("right", DenseFunctions.Forward).Cases(60).Assert();
        Assert.Equal(("torchsharp", true), (right.Oracle.Name, right.Passed));
        Assert.True(Gate.Of("right", training: DenseFunctions.Training, eval: DenseFunctions.Eval).Cases(60).Assert().Passed);

        Gate wrong = Gate.Of("unbiased", DenseFunctions.Unbiased);
        var failed = Assert.Throws<GateException>(() => wrong.Cases(60).Assert());
        Disagreement smallest = failed.Report.Disagreements[0];
        Assert.InRange(smallest.Elements, 1, 4);
        Assert.Contains($"Gate.Of(...).Cases(\"{smallest.Case}\").Assert()", failed.Message, StringComparison.Ordinal);

        // The line shows the same again.
        var again = Assert.Throws<GateException>(() => wrong.Cases(smallest.Case).Assert());
        Assert.Equal((1, smallest.Case), (again.Report.Judged, again.Report.Disagreements[0].Case));
    }

    [LiveTheory("torchsharp")]
    [InlineData("bn1d/4x3/eval", "'bn1d/4x3/eval' cannot be asked: no kernel covers it: right has no given statistics")]
    [InlineData("bn1d/4x3/permuted", "right has no strides")]
    public void A_case_that_a_kernel_does_not_cover_is_refused(string descriptor, string says) =>
        Assert.Contains(
            says, Assert.Throws<UnusableException>(() => Gate.Of("right", DenseFunctions.Forward).Cases(descriptor).Run()).Message, StringComparison.Ordinal);

    [LiveFact("torchsharp")]
    public void A_batch_of_ones_own_is_the_only_case()
    {
        using var folder = new TemporaryFolder();
        string batch = folder.File("batch.safetensors");
        File.WriteAllBytes(batch, SafetensorsWriter.ToBytes(new(
            new Dictionary<string, string>(), new Dictionary<string, DenseTensor> { ["input"] = DenseTensor.From<float>([1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31], 4, 3) })));
        ParityReport right = Gate.Of("right", DenseFunctions.Forward).Input(batch, training: true).Assert();
        Assert.Equal((1, 1), (right.Cases, right.Judged));

        var failed = Assert.Throws<GateException>(() => Gate.Of("unbiased", DenseFunctions.Unbiased).Input(batch, training: true).Assert());
        Assert.Contains("  case      input/batch/train\n", failed.Message, StringComparison.Ordinal);
        Assert.Contains("  replay    Gate.Of(...).Input(...).Assert()", failed.Message, StringComparison.Ordinal);

        foreach ((Gate gate, string says) in new[]
        {
            (Gate.Of("right", DenseFunctions.Forward).Input(batch), "--train or --eval?"),
            (Gate.Of("right", DenseFunctions.Forward).Input(batch, training: false), "'input/batch/eval' cannot be asked: no kernel covers it"),
            (Gate.Of("right", DenseFunctions.Forward).Input(folder.File("none.npy"), training: true), "none.npy"),
            (Gate.Of("right", DenseFunctions.Forward).Input(batch, training: true).Against("recorded"), "nothing is recorded for a batch of your own"),
        })
            Assert.Contains(says, Assert.Throws<UnusableException>(() => gate.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_oracle_that_is_named_must_load() =>
        Assert.Throws<ArgumentException>(() => Gate.Of(new ManualKernel<float>()).Against("numpy").Run());
}
