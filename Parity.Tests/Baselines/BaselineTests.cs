using Parity.Baselines;
using Parity.Reference;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Fixtures;
using Parity.Tests.Planted.Changes;
using Parity.Tests.Runs;

namespace Parity.Tests.Baselines;

public sealed class BaselineTests
{
    const int Cases = 120;

    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    static readonly Lazy<Baseline> recorded = new(() => Measure(manual));

    [Fact]
    public void The_same_kernel_is_the_same_to_the_bit()
    {
        BaselineComparison comparison = BaselineCheck.Compare("baseline.json", recorded.Value, Measure(manual));
        Assert.Equal((BaselineLevel.Same, true, 0), (comparison.Level, comparison.Passed, comparison.Changes.Count));
        Assert.Empty(comparison.NotCompared);
        Assert.Equal(recorded.Value.Rows.Count, comparison.Same);
    }

    [Fact]
    public void A_kernel_that_only_reorders_its_sums_is_told_as_changed_bits_and_passes()
    {
        BaselineComparison comparison = Compare(ChangedKernels.Reordered);
        Assert.Equal((BaselineLevel.BitsChanged, true), (comparison.Level, comparison.Passed));
        Assert.Contains(comparison.Changes, change => change is { Quantity: "grad_bias", Dtype: "float64", Level: BaselineLevel.BitsChanged });
    }

    [Fact]
    public void A_kernel_that_lost_a_factor_of_ten_within_its_bound_fails_as_drift_with_the_numbers()
    {
        BaselineComparison comparison = Compare(ChangedKernels.Tenfold);
        Assert.Equal((BaselineLevel.Drifted, false), (comparison.Level, comparison.Passed));
        BaselineChange drift = comparison.Changes[0];
        Assert.Equal(("grad_bias", "float64", BaselineLevel.Drifted), (drift.Quantity, drift.Dtype, drift.Level));
        Assert.All(comparison.Changes, change => Assert.Equal("grad_bias", change.Quantity));
        string text = string.Join('\n', BaselineText.Lines(comparison));
        Assert.Contains("FAILED  drifted", text, StringComparison.Ordinal);
        Assert.Contains("typical error/bound", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_outside_its_bound_or_gone_is_broken()
    {
        BaselineRow first = recorded.Value.Rows[0];
        BaselineComparison outside = BaselineCheck.Compare("b", recorded.Value, With(first with { WorstError = 1.2 }));
        Assert.Equal((BaselineLevel.Broken, false), (outside.Level, outside.Passed));
        BaselineComparison failing = BaselineCheck.Compare("b", recorded.Value, With(first with { Passed = first.Answered - 1 }));
        Assert.Equal(BaselineLevel.Broken, failing.Level);
        BaselineComparison gone = BaselineCheck.Compare("b", recorded.Value, recorded.Value with { Rows = [.. recorded.Value.Rows.Skip(1)] });
        Assert.Equal(BaselineLevel.Broken, gone.Level);
        BaselineComparison added = BaselineCheck.Compare("b", recorded.Value with { Rows = [.. recorded.Value.Rows.Skip(1)] }, recorded.Value);
        Assert.Equal((BaselineLevel.New, true), (added.Level, added.Passed));
    }

    [Fact]
    public void Agreement_on_record_for_another_environment_is_never_compared_and_that_is_said()
    {
        BaselineRow first = recorded.Value.Rows[0];
        Baseline now = With(first with { Allclose = 0, AssertClose = 0 });
        Assert.Equal(BaselineLevel.Drifted, BaselineCheck.Compare("b", recorded.Value, now).Level);
        foreach (BaselineEnvironment other in new[]
        {
            now.Environment with { Version = "2" }, now.Environment with { Oracle = "other" },
            now.Environment with { Simd = "none" }, now.Environment with { Threads = 9 },
        })
        {
            BaselineComparison comparison = BaselineCheck.Compare("b", recorded.Value, now with { Environment = other });
            Assert.Equal((BaselineLevel.Same, false), (comparison.Level, comparison.AgreementCompared));
            Assert.Contains("agreement with the oracle was NOT compared", Assert.Single(comparison.NotCompared), StringComparison.Ordinal);
            Assert.Contains(BaselineText.Lines(comparison), line => line.StartsWith("  WARNING   agreement", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_kernel_that_promises_nothing_about_other_machines_is_compared_on_its_own_only()
    {
        Baseline own = recorded.Value with { Rows = [.. recorded.Value.Rows.Select(row => row with { Kernel = "own" })] };
        Assert.Empty(BaselineCheck.Compare("b", own, own).NotCompared);
        Baseline elsewhere = own with { Environment = own.Environment with { Simd = "none" } };
        BaselineComparison comparison = BaselineCheck.Compare("b", own, elsewhere);
        Assert.Contains("own was NOT compared", comparison.NotCompared[1], StringComparison.Ordinal);
        Assert.Equal(0, comparison.Same);
    }

    [Fact]
    public void A_baseline_over_other_cases_is_refused() =>
        Assert.Contains(
            "is over other cases",
            Assert.Throws<UnusableException>(() => BaselineCheck.Compare("b", recorded.Value with { Drawn = "other" }, recorded.Value)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_file_reads_back_the_same_with_one_row_a_line()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("baseline.json");
        BaselineFile.Write(file, recorded.Value);
        Baseline read = BaselineFile.Read(file);
        Assert.Equal(BaselineFile.Text(recorded.Value), BaselineFile.Text(read));
        Assert.Equal(recorded.Value.Rows, read.Rows);
        Assert.Equal(recorded.Value.Rows.Count, File.ReadLines(file).Count(line => line.StartsWith("{\"kernel\":", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{", "is no baseline")]
    [InlineData("[]", "is no baseline")]
    [InlineData("{\"format\":\"parity-baseline/9\"}", "has format 'parity-baseline/9'")]
    [InlineData("{\"format\":\"parity-baseline/1\"}", "is no baseline")]
    public void What_is_no_baseline_is_refused(string text, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("b.json"), text);
        Assert.Contains(says, Assert.Throws<UnusableException>(() => BaselineFile.Read(folder.File("b.json"))).Message, StringComparison.Ordinal);
    }

    static BaselineComparison Compare(string name)
    {
        KernelEntry changed = new ChangedKernels().Kernels.Single(entry => entry.Name == name);
        Baseline renamed = recorded.Value with { Rows = [.. recorded.Value.Rows.Select(row => row with { Kernel = name })] };
        return BaselineCheck.Compare("baseline.json", renamed, Measure(changed));
    }

    static Baseline With(BaselineRow first) => recorded.Value with { Rows = [first, .. recorded.Value.Rows.Skip(1)] };

    static Baseline Measure(KernelEntry kernel) =>
        BaselineRun.Measure([kernel], new ScriptedOracle((_, answer) => answer), BaselineRun.Seed, Cases);
}
