using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Reports;
using Parity.Tests.Planted;

namespace Parity.Tests;

/// <summary>The three lines of a test in any project, on recorded fixtures: nothing needs to be installed.</summary>
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
        Assert.Contains("  replay    ./run.sh replay ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_oracle_that_is_named_must_load() =>
        Assert.Throws<ArgumentException>(() => Gate.Of(new ManualKernel<float>()).Against("numpy").Run());
}
