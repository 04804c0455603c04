using Parity.Cases;
using Parity.Reference;
using Parity.Tests.Planted;
using Parity.Tests.Runs;
using Parity.Trust;

namespace Parity.Tests.Trust;

/// <summary>Counting over an oracle that is the manual kernel: what is counted does not depend on a library.</summary>
public sealed class DefectTrialsTests
{
    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    [Fact]
    public void A_row_counts_the_cases_of_each_seed_up_to_the_first_that_fails()
    {
        KernelEntry stuck = PlantedDefects.Named("counter-stuck").Kernel;
        int[] seeds = [1, 2, 3];
        int[] expected =
        [
            .. seeds.Select(seed => 1 + CaseData.Trials(seed, 50, _ => null).TakeWhile(trial => !trial.Case.Training || !trial.Case.TrackRunningStats).Count()),
        ];
        using var oracle = new ScriptedOracle((_, answer) => answer);
        DefectRow row = Assert.Single(new DefectTrials([stuck], oracle, 50).Run(seeds));
        Assert.Equal((3, expected.Min(), expected.Max()), (row.Caught, row.Least!.Value, row.Most!.Value));
        Assert.Equal(expected.Order().ElementAt(1), row.Median);
        Assert.Equal("num_batches_tracked", row.Quantity);
    }

    [Fact]
    public void A_kernel_that_is_right_is_never_caught()
    {
        using var oracle = new ScriptedOracle((_, answer) => answer);
        DefectRow row = Assert.Single(new DefectTrials([manual], oracle, 30).Run([5, 6]));
        Assert.Equal((0, null, null, null, null), (row.Caught, row.Median, row.Least, row.Most, row.Quantity));
    }

    [Fact]
    public void Each_case_is_asked_for_once_however_many_defects_there_are()
    {
        int asked = 0;
        using var oracle = new ScriptedOracle((_, answer) =>
        {
            asked++;
            return answer;
        });
        new DefectTrials([manual, manual, manual], oracle, 20).Run([1, 2]);
        Assert.Equal(40, asked);
    }

    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2.0)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    [InlineData(new[] { 1.0, 2, double.NaN }, 2.0)]
    [InlineData(new[] { 1.0, double.NaN }, null)]
    [InlineData(new double[0], null)]
    public void A_median_takes_what_was_not_caught_for_more_than_any_count(double[] counts, double? median) =>
        Assert.Equal(median, Medians.Of([.. counts.Select(count => double.IsNaN(count) ? (double?)null : count)]));
}
