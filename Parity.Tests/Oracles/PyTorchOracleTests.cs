using Parity.Cases;
using Parity.Fixtures;

namespace Parity.Tests.Oracles;

public sealed class PyTorchOracleTests
{
    const string PyTorch = "pytorch";
    const string RecordedVersion = "1.13.";

    static readonly Lazy<FixtureSet> fixtures = new(() => FixtureSet.Load(FixtureFolder.Find()));

    [LiveFact(PyTorch)]
    public void The_worked_example_has_all_nine_quantities_close_to_the_recorded_ones()
    {
        Fixture example = fixtures.Value.Find("fixture/worked-example-4x3x32x32-seed42")!;
        BatchNormResult answer = Run(example.Trial);
        Assert.Null(answer.Error);
        foreach (Quantity quantity in QuantityNames.All)
        {
            Assert.Equal(example.Expected[quantity]!.Shape, answer[quantity]!.Shape);
            for (int i = 0; i < answer[quantity]!.Count; i++)
                Assert.Equal(example.Expected[quantity]![i], answer[quantity]![i], 1e-3);
        }
    }

    [TorchVersionTheory(RecordedVersion), MemberData(nameof(TorchSharpFixtures))]
    public void On_the_same_libtorch_it_answers_with_TorchSharps_bits(string name)
    {
        Fixture fixture = fixtures.Value.Find(Fixture.DescriptorOf(name))!;
        BatchNormResult answer = Run(fixture.Trial);
        Assert.Null(answer.Error);
        foreach (Quantity quantity in QuantityNames.All)
            Assert.Equal(fixture.Expected[quantity]?.Bytes.ToArray(), answer[quantity]?.Bytes.ToArray());
    }

    public static TheoryData<string> TorchSharpFixtures() => [.. fixtures.Value.Fixtures
        .Where(fixture => fixture.Oracle.StartsWith("TorchSharp 0.99.6", StringComparison.Ordinal))
        .Select(fixture => fixture.Name)];

    static BatchNormResult Run(Trial trial) => LiveOracle.Use(oracle => oracle.Run(trial), PyTorch);
}
