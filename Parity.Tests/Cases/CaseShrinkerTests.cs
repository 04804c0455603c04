using Parity.Cases;

namespace Parity.Tests.Cases;

public sealed class CaseShrinkerTests
{
    static readonly BatchNormCase large = CaseDescriptor.Parse(
        "bn2d/5x9x7x6/channels_last/f64/eval/eps=0.1/momentum=0.9/noaffine/tracked=7/relu/seed=123456");

    [Fact]
    public void What_always_fails_shrinks_to_the_plainest_case() =>
        Assert.Equal("bn2d/2x1x1x1", CaseDescriptor.Format(CaseShrinker.Shrink(large, _ => true)));

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
            Assert.True(!candidate.UsesBatchStatistics || candidate.ValuesPerChannel > 1);
        }));

    [Fact]
    public void Shrinking_ends() => Assert.All(
        Enumerable.Range(0, 300).Select(number => CaseGenerator.Draw(8, number)),
        c =>
        {
            int tried = 0;
            CaseShrinker.Shrink(c, _ => ++tried > 0, budget: 10_000);
            Assert.InRange(tried, 0, 100);
        });
}
