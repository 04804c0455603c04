using Parity.Cases;
using Parity.Comparison;
using Parity.Fixtures;
using Parity.Libtorch;
using Parity.Reference;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Comparison;

/// <summary>Zeros that recorded numbers explain pass as drawn ones do, and zeros that they do not explain fail.</summary>
public sealed class RecordedZerosTests : IDisposable
{
    static readonly double[] ordinary = [1, 2, 4, -3, 5.5, 0.25], eights = [8, 8, 8, 8, 8, 8], none = [0, 0, 0, 0, 0, 0];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("bn1d/4x3/constant/seed=1")]
    [InlineData("bn2d/2x3x2x2/channels_last/constant/momentum=null/seed=1")]
    [InlineData("bn1d/4x3/eval/constant/seed=2")]
    [InlineData("bn1d/6x3/zeros/seed=3")]
    [InlineData("bn1d/6x3/zeros/stats=zero/seed=3")]
    [InlineData("bn1d/0x3/seed=1")]
    [InlineData("bn2d/0x3x2x2/eval/seed=1")]
    [InlineData("bn1d/6x3/stats=fresh/eval/seed=3")]
    [InlineData("bn1d/6x3x4/f64/nan/seed=3")]
    [InlineData("bn1d/6x1/nan/seed=1")]
    [InlineData("bn1d/6x3/underflow/seed=4")]
    public void A_case_that_passes_as_it_is_drawn_passes_as_it_was_recorded(string descriptor)
    {
        Trial drawn = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        Assert.Empty(Failing(drawn, Answer(drawn)));
        Fixture recorded = Recorded(drawn);
        Assert.Equal(DataPattern.Recorded, recorded.Trial.Case.Pattern);
        Assert.Empty(Failing(recorded.Trial, recorded.Expected));
    }

    [Theory]
    [InlineData("bn1d/6x2")]
    [InlineData("bn1d/6x2/eval")]
    public void Gradients_of_a_grad_output_of_zeros_are_zero(string descriptor)
    {
        Trial trial = Own(WrittenTrials.Of(descriptor, ordinary, dy: none));
        Assert.All((Quantity[])[Quantity.GradInput, Quantity.GradWeight, Quantity.GradBias], quantity => Assert.Equal(0, Answer(trial)[quantity]![0]));
        Assert.Empty(Failing(trial, Answer(trial)));
    }

    [Fact]
    public void A_batch_of_ones_own_that_is_its_running_mean_has_an_output_of_zeros()
    {
        Trial trial = Own(WrittenTrials.Of("bn1d/6x2/eval", eights, running: (8, 2)));
        Assert.Equal(0, Answer(trial)[Quantity.Output]![0]);
        Assert.Empty(Failing(trial, Answer(trial)));
    }

    // What cancels is an accident of these numbers: a kernel that adds nothing at all would pass.
    [Theory]
    [InlineData(Quantity.BatchMean)]
    [InlineData(Quantity.GradBias)]
    internal void A_sum_that_happens_to_cancel_is_not_explained(Quantity quantity)
    {
        double[] cancels = [1, -1, 2, -2, 4, -4];
        Trial trial = Own(WrittenTrials.Of("bn1d/6x2", quantity == Quantity.BatchMean ? cancels : ordinary, quantity == Quantity.BatchMean ? ordinary : cancels));
        QuantityComparison failing = Assert.Single(Judged(trial, Answer(trial)).Quantities, judged => judged.Verdict.Fails());
        Assert.Equal((quantity, Verdict.Vacuous, "every expected value is zero"), (failing.Quantity, failing.Verdict, failing.Reason));
    }

    [Fact]
    public void One_channel_that_is_not_explained_is_enough_to_fail()
    {
        Trial trial = Own(WrittenTrials.Of("bn1d/6x2", ordinary, none));
        DenseTensor gradOutput = trial.Inputs.GradOutput.As(DType.Float32), recorded = new(DType.Float32, [6, 2]);
        for (int i = 0; i < recorded.Count; i++)
            recorded.Set(i, i % 2 == 0 ? gradOutput[i] : i is 1 or 3 ? i - 2 : 0);
        trial = trial with { Inputs = trial.Inputs with { GradOutput = recorded } };
        QuantityComparison failing = Assert.Single(Judged(trial, Answer(trial)).Quantities, judged => judged.Verdict.Fails());
        Assert.Equal((Quantity.GradBias, Verdict.Vacuous), (failing.Quantity, failing.Verdict));
    }

    [Fact]
    public void Zeros_that_nothing_explains_and_a_kernel_shares_by_mistake_are_vacuous()
    {
        Trial trial = Own(WrittenTrials.Of("bn1d/6x2", ordinary, [1, 2, 3, 5, 8, 13]));
        DenseTensor zeros = new(DType.Float32, [6, 2]);
        var explained = new ExplainedZeros(trial);
        Assert.All(QuantityNames.All, quantity => Assert.False(explained.Explains(quantity, zeros, zeros.As(DType.Float64)), quantity.TorchName()));
    }

    [Fact]
    public void An_explained_zero_does_not_excuse_another_value()
    {
        Trial trial = Own(WrittenTrials.Of("bn1d/6x2", eights));
        BatchNormResult answer = Answer(trial), wrong = Answer(trial);
        wrong[Quantity.BatchVar]!.Set(0, 3);
        CaseComparison judged = new ParityCheck(new TrialTruth(trial), answer).Compare(manual, wrong);
        Assert.Equal(Quantity.BatchVar, Assert.Single(judged.Quantities, quantity => quantity.Verdict.Fails()).Quantity);
    }

    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    static Trial Own(Trial written) => written with { Case = written.Case with { Pattern = DataPattern.Recorded } };

    static BatchNormResult Answer(Trial trial) => new LibtorchBatchNorm(LibtorchConditions.Default).Run(trial);

    static CaseComparison Judged(Trial trial, BatchNormResult expected) => new ParityCheck(new TrialTruth(trial), expected).Compare(manual);

    static IEnumerable<string> Failing(Trial trial, BatchNormResult expected) =>
        Judged(trial, expected).Quantities.Where(judged => judged.Verdict.Fails()).Select(judged => $"{judged.Quantity.TorchName()} {judged.Verdict.Word()}: {judged.Reason}");

    Fixture Recorded(Trial trial)
    {
        new FixtureWriter(folder.Path, new FixtureOrigin("TorchSharp 9.9", 1, "test-x64")).Write([new Recording(FixtureName.For("torchsharp", trial), trial, Answer(trial))]);
        return Assert.Single(FixtureSet.Load(folder.Path).Fixtures);
    }
}
