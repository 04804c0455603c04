using Parity.Cases;
using Parity.Fixtures;
using Parity.Oracles;
using Parity.Tensors;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Oracles;

public sealed class RecordedOracleTests
{
    static readonly Lazy<RecordedOracle> oracle = new(() => new RecordedOracle(FixtureSet.Load(FixtureFolder.Find())));

    [Fact]
    public void Every_trial_is_answered_with_the_recorded_bits()
    {
        foreach (Fixture fixture in oracle.Value.Fixtures.Fixtures)
        {
            BatchNormResult answer = oracle.Value.Run(fixture.Trial);
            var file = FixtureFile.Read(fixture.Name);
            Assert.Null(answer.Error);
            foreach (Quantity quantity in QuantityNames.All)
                Assert.Equal(
                    file.Tensors.GetValueOrDefault("expected." + quantity.TorchName())?.Bytes.ToArray(),
                    answer[quantity]?.Bytes.ToArray());
        }
    }

    [Fact]
    public void Its_trials_are_all_fixtures_with_numbers_in_the_order_of_names()
    {
        string[] descriptors = [.. oracle.Value.Trials.Select(trial => trial.Descriptor)];
        Assert.Equal(descriptors.Order(StringComparer.Ordinal), descriptors);
        Assert.Contains("fixture/worked-example-4x3x32x32-seed42", descriptors);
        Assert.All(oracle.Value.Trials, trial => Assert.Equal(DataPattern.Recorded, trial.Case.Pattern));
    }

    [Fact]
    public void It_is_not_live_and_names_the_library_that_was_recorded()
    {
        Assert.False(oracle.Value.Live);
        Assert.Equal("recorded", oracle.Value.Name);
        Assert.Matches(@"^TorchSharp 0\.99\.6 and 0\.107\.0, PyTorch \S+$", oracle.Value.Version);
    }

    [Fact]
    public void A_trial_that_was_not_recorded_gets_no_answer_but_a_reason()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/5x3"));
        var e = Assert.Throws<OracleFailureException>(() => oracle.Value.Run(trial));
        Assert.Contains("nothing is recorded for bn1d/5x3", e.Message, StringComparison.Ordinal);
    }
}
