using Parity.Cases;
using Parity.Comparison;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Tests.Comparison;

/// <summary>Where no bound limits the library, only its known bits explain what it answers.</summary>
public sealed class KnownAnswerTests
{
    static readonly KernelEntry manual = KernelCatalog.All[0];

    // A variance of 0 without eps; and squares beyond the largest double, where a kernel has no bound either.
    [Theory]
    [InlineData("bn1d/23x13/sliced/eps=0/stats=zero/ratios/seed=2018652812", Quantity.Output)]
    [InlineData("bn2d/9x1x1x15/sliced/f64/requires=input/tracked=7/overflow/seed=1191516283", Quantity.GradInput)]
    public void Another_bit_where_there_is_no_bound_is_unexplained(string descriptor, Quantity quantity)
    {
        Trial trial = TrialOf(descriptor);
        BatchNormResult right = Answer(trial);
        QuantityComparison judged = Judged(trial, right, quantity, KnownUse.WhereUnbounded);
        Assert.False(judged.Verdict.Fails());
        Assert.True(judged.ByBits > 0);

        BatchNormResult wrong = Answer(trial);
        int at = Enumerable.Range(0, judged.OracleBound.Length).First(i => double.IsPositiveInfinity(judged.OracleBound[i]));
        wrong[quantity]!.Set(at, double.IsNaN(wrong[quantity]![at]) ? 1 : double.NaN);
        Assert.Equal(Verdict.Unexplained, Judged(trial, wrong, quantity, KnownUse.WhereUnbounded).Verdict);
        Assert.Equal(Verdict.OracleWorse, Judged(trial, wrong, quantity, null).Verdict);
        Assert.Equal(Verdict.OracleWorse, Judged(trial, wrong, quantity, KnownUse.None).Verdict);
    }

    [Fact]
    public void Another_bit_within_a_bound_is_judged_by_the_bound()
    {
        Trial trial = TrialOf("bn1d/512x3/seed=1");
        BatchNormResult answer = Answer(trial);
        answer[Quantity.GradWeight]!.Bytes[0] ^= 1;
        QuantityComparison judged = Judged(trial, answer, Quantity.GradWeight, KnownUse.WhereUnbounded);
        Assert.False(judged.Verdict.Fails());
        Assert.Equal(0, judged.ByBits);
    }

    // Row-major, so that libtorch takes its strides for those of the input.
    [Theory]
    [InlineData(Quantity.GradInput)]
    [InlineData(Quantity.GradWeight)]
    public void Gradients_of_what_the_library_misreads_are_explained_to_the_bit_and_the_right_kernel_passes(Quantity quantity)
    {
        Trial trial = TrialOf("bn2d/1x2x2x1/grad=permuted/seed=1");
        Assert.True(LibtorchDefects.MisreadsGradOutput(trial.Case));
        Assert.Equal(Verdict.Unexplained, Judged(trial, Answer(trial), quantity, null).Verdict);
        QuantityComparison judged = Judged(trial, Answer(trial), quantity, KnownUse.WhereUnbounded);
        Assert.Equal(Verdict.OracleWorse, judged.Verdict);
        Assert.Equal(judged.Exact!.Count, judged.ByBits);

        BatchNormResult wrong = Answer(trial);
        wrong[quantity]!.Bytes[0] ^= 1;
        Assert.Equal(Verdict.Unexplained, Judged(trial, wrong, quantity, KnownUse.WhereUnbounded).Verdict);
    }

    [Fact]
    public void A_recording_of_a_known_library_is_held_to_its_bits()
    {
        using var recorded = new RecordedOracle(FixtureSet.Load(FixtureFolder.Find()));
        var bits = new LibraryBits(recorded);
        Assert.Equal("libtorch 2.10, AVX2, 1 thread", bits.Conditions);
        Trial trial = recorded.Trials.First(trial => bits.Follows(trial) && trial.Case.DType == DType.Float32 && trial.Case.Requires != GradientRequest.None);
        BatchNormResult answer = recorded.Run(trial);
        Assert.All(bits.Compare(trial, answer, bits.Known(trial, answer))!, tensor => Assert.True(tensor.Same, tensor.Library));

        BatchNormResult spoiled = Answer(trial);
        DenseTensor gradient = spoiled[Quantity.GradWeight]!;
        gradient.Set(0, 3 * gradient[0]);
        KnownAnswer known = bits.Known(trial, spoiled)!;
        Assert.Contains(bits.Compare(trial, spoiled, known)!, tensor => !tensor.Same);
        Assert.False(new ParityCheck(new TrialTruth(trial), spoiled, known).Compare(manual).Passed);
    }

    [Fact]
    public void A_recording_of_another_library_is_followed_by_nothing()
    {
        using var recorded = new RecordedOracle(FixtureSet.Load(FixtureFolder.Find()));
        Trial trial = recorded.Trials.First(trial => recorded.ConditionsOf(trial) is null);
        var bits = new LibraryBits(recorded);
        Assert.False(bits.Follows(trial));
        Assert.Equal(KnownUse.Measure, bits.Known(trial, recorded.Run(trial))!.Use);
    }

    // A gradient of 32 everywhere times what the mean is off by its rounding to half the bits: a bound in which much has room.
    [Fact]
    public void The_known_arithmetics_own_error_tells_how_far_a_recording_may_be_off()
    {
        Trial[] trials = [.. Enumerable.Range(1, 24).Select(Cancelling)];
        Assert.All(trials, trial => Assert.False(Judged(trial, Answer(trial), Quantity.GradWeight, KnownUse.Measure).Verdict.Fails()));
        Assert.Contains(trials, trial =>
        {
            BatchNormResult tripled = Answer(trial);
            tripled[Quantity.GradWeight] = KernelRun.Run(manual, trial)[Quantity.GradWeight];
            tripled[Quantity.GradWeight]!.Set(0, 3 * tripled[Quantity.GradWeight]![0]);
            return Judged(trial, tripled, Quantity.GradWeight, null).Verdict == Verdict.OracleWorse
                && Judged(trial, tripled, Quantity.GradWeight, KnownUse.Measure).Verdict == Verdict.Unexplained;
        });
    }

    static Trial Cancelling(int seed)
    {
        Trial trial = TrialOf($"bn2d/2x1x50x50/f16/seed={seed}");
        DenseTensor gradient = trial.Inputs.GradOutput;
        for (int i = 0; i < gradient.Count; i++)
            gradient.Set(i, 32 + gradient[i] / 8);
        return trial;
    }

    static Trial TrialOf(string descriptor) => CaseData.Generate(CaseDescriptor.Parse(descriptor));

    static BatchNormResult Answer(Trial trial) => new LibtorchBatchNorm(LibtorchConditions.Default).Run(trial);

    static QuantityComparison Judged(Trial trial, BatchNormResult answer, Quantity quantity, KnownUse? use) =>
        new ParityCheck(new TrialTruth(trial), answer, use is { } known ? new(Answer(trial), known) : null)
            .Compare(manual).Quantities.Single(judged => judged.Quantity == quantity);
}
