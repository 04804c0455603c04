using Parity.BadUses;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reports;
using Parity.Tests.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tests.Planted.Refusals;
using Parity.Tests.Tool;
using Parity.Tool;

namespace Parity.Tests.BadUses;

/// <summary><c>errors</c> and <c>check</c> judge the modules under test: what they refuse, say and count.</summary>
public sealed class OwnUsesTests
{
    static readonly string tests = typeof(PlantedRefusals).Assembly.Location;
    static readonly int compiled = BadUseCatalog.All.Count(use => !use.DoesNotCompile);

    public static TheoryData<string> Defects => [.. PlantedRefusals.All.Select(defect => defect.Name)];

    public static TheoryData<string> Right => [.. KernelCatalog.All.Concat(KernelCatalog.ByName).Select(kernel => kernel.Name)];

    [Theory, MemberData(nameof(Right))]
    public void Every_kernel_of_the_catalog_has_a_module_that_answers_as_PyTorch(string name)
    {
        OwnUses ours = OwnUses.Of(new KernelChoice(name, []).Resolve(), "");
        Assert.Empty(ours.Problems);
        Assert.Equal(compiled, ours.Asked);
    }

    [Fact]
    public void Kernels_that_share_a_module_are_asked_once() => Assert.Equal(compiled, OwnUses.Of(KernelCatalog.All, "").Asked);

    [Theory, MemberData(nameof(Defects))]
    public void A_module_that_refuses_wrongly_is_told_with_the_use_and_both_answers(string name)
    {
        OwnUses ours = OwnUses.Of([PlantedRefusals.All.Single(defect => defect.Name == name)], $" --kernel {name}");
        Assert.NotEmpty(ours.Problems);
        Assert.All(ours.Problems, problem =>
        {
            Assert.Contains(BadUseCatalog.All, use => problem.Text.StartsWith($"{use.Name} ({use}): the module of {name} ", StringComparison.Ordinal));
            Assert.Contains("PyTorch", problem.Text, StringComparison.Ordinal);
            Assert.EndsWith($" errors --kernel {name}", problem.Line, StringComparison.Ordinal);
        });
    }

    [Theory, MemberData(nameof(Defects))]
    public void A_mistake_with_batches_shows_in_no_state_and_one_with_states_in_no_batch(string name)
    {
        HashSet<string> states = [.. BadUseCatalog.All.Where(use => use.State is not null).Select(use => use.Name)];
        bool[] told = [.. OwnUses.Of([PlantedRefusals.All.Single(defect => defect.Name == name)], "").Problems.Select(problem => states.Contains(problem.Text.Split(' ')[0]))];
        Assert.Single(told.Distinct());
    }

    [Theory]
    [InlineData("refusal:missing-key-taken", "bn1d-state-without-weight")]
    [InlineData("refusal:unexpected-key-ignored", "bn1d-state-with-scale")]
    [InlineData("refusal:state-with-statistics-taken-without", "bn1d-state-of-a-module-with-statistics")]
    [InlineData("refusal:single-value-spread", "bn1d-state-weight-1-for-3")]
    [InlineData("refusal:state-statistics-cut-or-filled", "bn1d-state-running_mean-1-for-3")]
    [InlineData("refusal:unfit-tensor-half-written", "bn1d-state-weight-1-for-3")]
    [InlineData("refusal:first-unfit-tensor-ends-loading", "bn1d-state-weight-1-for-3")]
    [InlineData("refusal:refused-state-not-loaded", "bn1d-state-without-weight")]
    [InlineData("refusal:refused-state-not-counted", "bn1d-state-without-weight")]
    [InlineData("refusal:state-in-other-words", "bn1d-state-without-weight")]
    [InlineData("refusal:state-raises-another-type", "bn1d-state-without-weight")]
    [InlineData("refusal:unexpected-before-missing", "bn1d-state-renamed")]
    [InlineData("refusal:old-state-resets-counter", "bn1d-state-empty")]
    [InlineData("refusal:old-state-refused", "bn1d-state-empty")]
    [InlineData("refusal:lenient-loading-skips-sizes", "bn1d-state-running_var-1-for-3-not-strict")]
    [InlineData("refusal:lenient-loading-is-strict", "bn1d-state-without-weight-not-strict")]
    public void The_first_that_is_told_of_a_state_is_what_the_module_does_wrong(string name, string use) => Assert.StartsWith(
        $"{use} (", OwnUses.Of([PlantedRefusals.All.Single(defect => defect.Name == name)], "").Problems[0].Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("refusal:rank-in-other-words", "bn1d-rank1 (BatchNorm1d(3), train, input [2]): the module of refusal:rank-in-other-words says 'expected 2D or 3D input, but got 1D input.' where PyTorch says 'expected 2D or 3D input (got 1D input)'")]
    [InlineData("refusal:one-value-taken", "bn1d-one-value-1x3 (BatchNorm1d(3), train, input [1, 3]): the module of refusal:one-value-taken says nothing where PyTorch says 'Expected more than 1 value per channel when training, got input size torch.Size([1, 3])'")]
    [InlineData("refusal:refused-batch-not-counted", "bn1d-one-value-1x3 (BatchNorm1d(3), train, input [1, 3]): the module of refusal:refused-batch-not-counted has num_batches_tracked 0 where PyTorch has num_batches_tracked 1")]
    [InlineData("refusal:refused-batch-updates-statistics", "bn1d-one-value-1x3 (BatchNorm1d(3), train, input [1, 3]): the module of refusal:refused-batch-updates-statistics changes running_var by a batch that it refuses; PyTorch does not")]
    [InlineData("refusal:missing-statistics-made-up", "bn1d-no-running_mean-eval (BatchNorm1d(3), eval, no running_mean, input [2, 3]): the module of refusal:missing-statistics-made-up says nothing where PyTorch says 'running_mean must be defined in evaluation mode'")]
    [InlineData("refusal:missing-key-taken", "bn1d-state-without-weight (BatchNorm1d(3), loads bias, running_mean, running_var, num_batches_tracked): the module of refusal:missing-key-taken says nothing where PyTorch says 'Error(s) in loading state_dict for BatchNorm1d:\\n\\tMissing key(s) in state_dict: \"weight\". '")]
    [InlineData("refusal:unfit-tensor-half-written", "bn1d-state-running_var-2-for-3 (BatchNorm1d(3), loads weight, bias, running_mean, running_var [2], num_batches_tracked): the module of refusal:unfit-tensor-half-written has loaded weight, bias, running_mean, something else in running_var where PyTorch has loaded weight, bias, running_mean")]
    [InlineData("refusal:old-state-resets-counter", "bn1d-state-without-counter (BatchNorm1d(3), loads weight, bias, running_mean, running_var): the module of refusal:old-state-resets-counter has num_batches_tracked 0 where PyTorch has num_batches_tracked 7")]
    [InlineData("refusal:single-value-spread", "bn1d-state-weight-1-for-3 (BatchNorm1d(3), loads weight [1], bias, running_mean, running_var, num_batches_tracked): the module of refusal:single-value-spread says nothing where PyTorch says 'Error(s) in loading state_dict for BatchNorm1d:\\n\\tsize mismatch for weight: copying a param with shape torch.Size([1]) from checkpoint, the shape in current model is torch.Size([3]).'")]
    public void What_is_told_reads_well(string name, string text) =>
        Assert.Contains(text, OwnUses.Of([PlantedRefusals.All.Single(defect => defect.Name == name)], "").Problems.Select(problem => problem.Text));

    [Fact]
    public void A_check_that_is_missing_may_end_in_any_exception() => Assert.Contains(
        OwnUses.Of([PlantedRefusals.All.Single(defect => defect.Name == "refusal:rank-not-checked")], "").Problems,
        problem => problem.Text.Contains("says 'IndexOutOfRangeException: ", StringComparison.Ordinal));

    [LiveFact]
    public void Errors_judges_ours_and_passes()
    {
        CommandLineRun run = CommandLineRun.Of("errors");
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        Assert.Contains($"        {compiled} put to our modules, all answered as PyTorch does", run.Output, StringComparison.Ordinal);
    }

    [LiveTheory, MemberData(nameof(Defects))]
    public void Errors_fails_on_a_module_that_refuses_wrongly(string name)
    {
        CommandLineRun run = CommandLineRun.Of("errors", "--kernel", name, "--kernels-from", tests);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.StartsWith("FAILED  ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"): the module of {name} ", string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [LiveFact]
    public void Check_fails_on_it_too_and_its_report_says_why()
    {
        using var folder = new TemporaryFolder();
        const string Name = "refusal:missing-statistics-made-up";
        CommandLineRun run = CommandLineRun.Of("check", "--cases", "4", "--kernel", Name, "--kernels-from", tests, "--report", folder.Path);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        DivergenceComparison divergences = Parity.Rendering.ReportFolder.Read(folder.Path).Divergences!;
        Assert.Empty(divergences.Problems);
        Assert.Equal(2, divergences.Ours.Count);
        Assert.All(divergences.Ours, problem => Assert.Contains(problem.Line, run.Output, StringComparison.Ordinal));
    }
}
