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

    [LiveFact(PyTorch)]
    public void What_torch_raises_is_its_answer()
    {
        BatchNormResult answer = Run(CaseData.Generate(CaseDescriptor.Parse("bn1d/1x3")));
        Assert.Equal(
            new LibraryError("ValueError", "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])"),
            answer.Error);
    }

    [LiveFact(PyTorch)]
    public void An_input_that_does_not_fit_the_parameters_is_refused_by_torch()
    {
        Trial fitting = CaseData.Generate(CaseDescriptor.Parse("bn1d/5x3"));
        Trial foreign = CaseData.Generate(CaseDescriptor.Parse("bn1d/5x4"));
        BatchNormInputs mixed = fitting.Inputs with { Input = foreign.Inputs.Input, GradOutput = foreign.Inputs.GradOutput };
        BatchNormResult answer = Run(new Trial("mixed", foreign.Case, mixed));
        Assert.Equal(new LibraryError("RuntimeError", "running_mean should contain 4 elements not 3"), answer.Error);
    }

    [LiveFact(PyTorch)]
    public void The_cumulative_average_goes_on_from_the_batches_tracked()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/5x3/f64/momentum=null/tracked=4/seed=2"));
        BatchNormResult answer = Run(trial);
        Assert.Equal(5, answer[Quantity.NumBatchesTracked]![0]);
        for (int c = 0; c < 3; c++)
            Assert.Equal(
                0.8 * trial.Inputs.RunningMean![c] + 0.2 * answer[Quantity.BatchMean]![c], answer[Quantity.RunningMean]![c], 1e-12);
    }

    [TorchVersionTheory(PyTorch, RecordedVersion), MemberData(nameof(TorchSharpFixtures))]
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
