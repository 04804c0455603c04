using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Cases;

public sealed class CaseShrinkerTests
{
    static readonly BatchNormCase large = CaseDescriptor.Parse(
        "bn2d/5x9x7x6/channels_last/grad=sliced/f64/eval/eps=0.1/momentum=0.9/noaffine/requires=input/stats=large/tracked=7/relu/seed=123456");

    [Fact]
    public void What_always_fails_shrinks_to_the_plainest_case() =>
        Assert.Equal("bn2d/2x1x1x1", CaseDescriptor.Format(CaseShrinker.Shrink(large, _ => true)));

    [Theory]
    [InlineData("bn2d/0x9x7x6/expanded/grad=permuted/noweight/requires=bias/stats=tiny/seed=5", "bn2d/2x1x1x1")]
    [InlineData("bn1d/5x9x7/features_last/grad=expanded/nobias/eval/stats=zero", "bn1d/2x1x1")]
    [InlineData("bn1d/5x9/notrack/eval/requires=none", "bn1d/2x1")]
    [InlineData("bn1d/5x9/f16/f32params", "bn1d/2x1")]
    [InlineData("bn2d/5x9x2x2/exchanged/grad=scalar/weight=zero/bias=nan/running_mean=huge/running_var=negative/grad_output=scaled", "bn2d/1x1x1x2")]
    public void Every_option_returns_to_its_default(string from, string to) =>
        Assert.Equal(to, CaseDescriptor.Format(CaseShrinker.Shrink(CaseDescriptor.Parse(from), _ => true)));

    [Fact]
    public void The_layout_that_a_failure_needs_stays_alone()
    {
        BatchNormCase smallest = CaseShrinker.Shrink(large, c => c.GradOutputLayout == Layout.Sliced);
        Assert.Equal("bn2d/2x1x1x1/grad=sliced", CaseDescriptor.Format(smallest));
        smallest = CaseShrinker.Shrink(large, c => c.Layout == Layout.ChannelsLast);
        Assert.Equal("bn2d/2x1x1x1/channels_last", CaseDescriptor.Format(smallest));
    }

    [Fact]
    public void The_parameters_that_a_failure_needs_stay_alone()
    {
        BatchNormCase harsh = CaseDescriptor.Parse("bn1d/5x9/weight=zero/bias=nan/running_mean=huge/running_var=negative/grad_output=scaled/seed=5");
        Assert.Equal("bn1d/2x1/running_var=negative", CaseDescriptor.Format(CaseShrinker.Shrink(harsh, c => c.RunningVarPattern == ParameterPattern.Negative)));
        Assert.Equal("bn1d/2x1/grad_output=scaled", CaseDescriptor.Format(CaseShrinker.Shrink(harsh, c => c.GradPattern == GradientPattern.Scaled)));
    }

    [Fact]
    public void What_the_failure_needs_stays()
    {
        BatchNormCase smallest = CaseShrinker.Shrink(large, c => c.DType == DType.Float64 && c.Shape[2] >= 3 && !c.Affine);
        Assert.Equal("bn2d/1x1x3x1/f64/noaffine", CaseDescriptor.Format(smallest));
    }

    [Fact]
    public void Candidates_are_valid_and_never_the_case_itself() => Assert.All(
        Enumerable.Range(0, 300).Select(number => CaseGenerator.Draw(7, number)),
        c => Assert.All(CaseShrinker.Candidates(c), candidate =>
        {
            Assert.NotEqual(c, candidate);
            Assert.Null(candidate.WhyUndefined);
            Assert.Equal(candidate, CaseDescriptor.Parse(CaseDescriptor.Format(candidate)));
        }));

    [Fact]
    public void Shrinking_ends() => Assert.All(
        Enumerable.Range(0, 300).Select(number => CaseGenerator.Draw(8, number)),
        c =>
        {
            int tried = 0;
            CaseShrinker.Shrink(c, _ => ++tried > 0, budget: 10_000);
            Assert.InRange(tried, 0, 120);
        });
}
