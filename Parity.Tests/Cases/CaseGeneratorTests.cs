using Parity.Cases;
using Parity.Libtorch;
using Parity.Tensors;

namespace Parity.Tests.Cases;

public sealed class CaseGeneratorTests
{
    static readonly BatchNormCase[] drawn = [.. Enumerable.Range(0, 3000).Select(number => CaseGenerator.Draw(42, number))];

    [Fact]
    public void A_case_depends_on_seed_and_number_alone()
    {
        Assert.Equal(drawn[1234], CaseGenerator.Draw(42, 1234));
        Assert.NotEqual(drawn[1234], CaseGenerator.Draw(43, 1234));
        Assert.True(drawn.Distinct().Count() > 2990);
    }

    [Fact]
    public void Every_option_has_its_share()
    {
        Share(0.50, 0.70, c => c.Training);
        Share(0.40, 0.60, c => c.Module == BatchNormModule.BatchNorm2d);
        Share(0.45, 0.62, c => c.DType == DType.Float32);
        Share(0.20, 0.35, c => c.DType == DType.Float64);
        Share(0.08, 0.20, c => c.DType == DType.BFloat16);
        Share(0.03, 0.12, c => c.DType == DType.Float16);
        Share(0.40, 0.60, c => c.Float32Parameters, of: c => c.DType.IsHalf());
        Share(0.25, 0.45, c => c.Layout == Layout.Contiguous);
        Share(0.03, 0.10, c => c.Layout == Layout.ChannelsLast);
        Share(0.02, 0.10, c => c.Layout == Layout.FeaturesLast);
        foreach (Layout layout in new[] { Layout.Permuted, Layout.Sliced, Layout.Expanded })
            Share(0.08, 0.25, c => c.Layout == layout);
        foreach (Layout layout in LayoutNames.All.Where(layout => layout > Layout.Expanded && layout != Layout.Scalar))
            Share(0.01, 0.08, c => c.Layout == layout);
        Share(0.30, 0.50, c => c.GradLayout is not null);
        Share(0.02, 0.06, c => c.GradLayout == Layout.Scalar);
        Share(0.02, 0.06, c => c.GradLayout == Layout.Pooled);
        Share(0.15, 0.35, c => c.Shape.Length == 2);
        Share(0.15, 0.35, c => c.Shape.Length == 3);
        Share(0.12, 0.30, c => !c.Affine);
        Share(0.05, 0.15, c => c.NoWeight);
        Share(0.05, 0.15, c => c.NoBias);
        Share(0.15, 0.35, c => c.Requires != GradientRequest.All);
        foreach (GradientRequest request in GradientRequestNames.All)
            Share(0.02, 0.85, c => c.Requires == request);
        foreach (StatisticsPreset preset in Enum.GetValues<StatisticsPreset>())
            Share(0.05, 0.75, c => c.Statistics == preset);
        Share(0.12, 0.30, c => !c.TrackRunningStats);
        Share(0.05, 0.25, c => c.Momentum is null);
        Share(0.05, 0.25, c => c.Momentum is < 0 or > 1);
        Share(0.05, 0.20, c => c.Eps == 0);
        foreach (DataPattern pattern in DataPatterns.Drawn)
            if (DataPatterns.WellConditioned.Contains(pattern))
                Share(0.08, 0.20, c => c.Pattern == pattern);
            else if (DataPatterns.Special.Contains(pattern))
                Share(0.03, 0.06, c => c.Pattern == pattern);
            else
                Share(0.01, 0.05, c => c.Pattern == pattern);
    }

    [Fact]
    public void What_training_and_losses_leave_in_parameters_buffers_and_gradients_has_its_share()
    {
        Share(0.50, 0.65, c => c.HasPlainParameters);
        foreach (ParameterPattern pattern in ParameterPatterns.All.Skip(1))
        {
            Share(0.005, 0.03, c => c.HasWeight && c.WeightPattern == pattern);
            Share(0.005, 0.03, c => c.HasBias && c.BiasPattern == pattern);
            Share(0.003, 0.03, c => !c.UsesBatchStatistics && c.RunningMeanPattern == pattern);
            Share(0.003, 0.03, c => !c.UsesBatchStatistics && c.RunningVarPattern == pattern);
        }

        foreach (GradientPattern pattern in GradientPatterns.All.Skip(1))
            Share(0.005, 0.03, c => c.Requires != GradientRequest.None && c.GradPattern == pattern);
        Share(0.40, 0.80, c => c.Eps is 0 or 1e-50, of: c => !c.UsesBatchStatistics && c.RunningVarPattern != ParameterPattern.Ordinary);
    }

    // A cell in eight cases: a cell that is refused now and then has some among several hundred.
    [Theory, InlineData(0), InlineData(42), InlineData(7)]
    public void Cases_by_the_thousand_have_some_in_every_cell_of_module_mode_layout_and_types(int seed)
    {
        var cells = Enumerable.Range(0, 3000).Select(number => Cell(CaseGenerator.Draw(seed, number, LibtorchDefects.WhyNot))).ToHashSet();
        Assert.All(CaseGenerator.Cells, cell => Assert.Contains(Cell(cell), cells));
    }

    static (BatchNormModule, bool, DType, bool, Layout) Cell(BatchNormCase c) => (c.Module, c.Training, c.DType, c.Float32Parameters, c.Layout);

    // Below three in a hundred, a kernel that loses such a value would get through many a run of 300 cases.
    [Fact]
    public void What_few_cases_show_by_chance_has_its_share()
    {
        Share(0.03, 0.15, c => c.Pattern is DataPattern.Nan or DataPattern.Specials && c.UsesBatchStatistics);
        Share(0.03, 0.15, c => c.Pattern is DataPattern.Infinite or DataPattern.Specials && c.UsesBatchStatistics);
        Share(0.03, 0.15, c => c.Pattern is DataPattern.Infinite or DataPattern.Specials && !c.UsesBatchStatistics);
        Share(0.03, 0.15, c => c.Pattern is DataPattern.Subnormal or DataPattern.Underflow && !c.HasBias);
        Share(0.03, 0.15, c => c.ValuesPerChannel == 1 && !c.UsesBatchStatistics);
        Share(0.60, 1.00, c => c.Channels > 1, of: c => c.ValuesPerChannel == 1);
    }

    [Fact]
    public void Edges_and_sizes_have_their_share()
    {
        Share(0.01, 0.04, c => c.IsEmpty);
        Share(0.02, 0.30, c => c.Shape[0] == 1);
        Share(0.001, 0.10, c => c.Channels >= 1024);
        Share(0.02, 0.30, c => c.Channels == 1);
        Share(0.01, 0.30, c => c.ValuesPerChannel == 1);
        Share(0.01, 0.30, c => c.ValuesPerChannel == 2);
        Share(0.30, 0.95, c => c.ValuesPerChannel % 8 != 0);
        Share(0.02, 0.30, c => c.ValuesPerChannel >= 1000);
        Share(0.05, 0.40, c => c.Channels >= 64);
    }

    [Fact]
    public void No_case_is_an_error_or_beyond_the_budget() => Assert.All(drawn.Index(), at =>
    {
        Assert.Null(at.Item.WhyUndefined);
        Assert.InRange(Elements(at.Item), 0, at.Index % 80 == 40 ? 3 << 16 : 2 * 8192);
    });

    // The sizes at which a kernel may begin to work otherwise.
    [Fact]
    public void A_large_case_comes_by_the_number()
    {
        BatchNormCase[] large = [.. drawn.Where((_, number) => number % 80 == 40)];
        Assert.Equal(37, large.Length);
        Assert.InRange(large.Count(c => Elements(c) > 1 << 16), 20, 37);
        Assert.InRange(large.Count(c => c.ValuesPerChannel > 1 << 16), 14, 16);
        Assert.InRange(large.Count(c => c.Channels > 1 << 12), 14, 16);
        Assert.InRange(large.Count(c => c.Training), 17, 20);
    }

    [Fact]
    public void How_a_kernel_is_called_has_its_share()
    {
        Share(0.55, 0.65, c => c.Threads == 1);
        Share(0.15, 0.25, c => c.Threads == 2);
        Share(0.15, 0.25, c => c.Threads == 3);
        Share(0.28, 0.38, c => c.AsLarge);
        Share(0.28, 0.38, c => c.Used);
        Share(0.02, 0.06, c => c is { Used: true, AsLarge: true, Threads: > 1 });
    }

    static int Elements(BatchNormCase c) => c.Channels * c.ValuesPerChannel;

    static void Share(double low, double high, Func<BatchNormCase, bool> holds, Func<BatchNormCase, bool>? of = null)
    {
        BatchNormCase[] among = [.. drawn.Where(of ?? (_ => true))];
        Assert.InRange(among.Count(holds) / (double)among.Length, low, high);
    }
}
