using Parity.Bounds;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;
using Parity.Tests.Planted;
using Parity.Tests.Planted.Changes;
using Parity.Tests.Planted.Modules;

namespace Parity.Tests.Comparison;

/// <summary>What is compared and what is not, and the words for it, against answers that are made up.</summary>
public sealed class ParityCheckTests
{
    static readonly KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");

    [Fact]
    public void An_error_on_one_side_alone_is_a_mismatch_that_names_the_side()
    {
        Trial sound = Trial("bn1d/4x3/seed=1"), refused = Trial("bn1d/4x3/seed=1") with { Case = CaseDescriptor.Parse("bn1d/1x3/seed=1") };
        refused = refused with { Inputs = CaseData.Generate(refused.Case).Inputs };
        var error = new BatchNormResult(new LibraryError("ValueError", "no"));

        CaseComparison oracles = ParityCheck.Compare(manual, sound, error);
        Assert.Equal("the oracle raised ValueError: no; the kernel raised nothing", oracles.ErrorMismatch);
        Assert.False(oracles.Passed);
        Assert.Empty(oracles.Quantities);

        CaseComparison kernels = ParityCheck.Compare(manual, refused, new BatchNormResult());
        Assert.StartsWith("the kernel raised System.ArgumentException: Expected more than 1 value per channel", kernels.ErrorMismatch, StringComparison.Ordinal);
        Assert.EndsWith("; the oracle raised nothing", kernels.ErrorMismatch, StringComparison.Ordinal);

        Assert.True(ParityCheck.Compare(manual, refused, error).Passed);
    }

    [Fact]
    public void Nothing_can_be_judged_where_the_exact_kernel_raises_an_error()
    {
        Trial trial = Trial("bn2d/1x3x4x4/seed=1");
        var truth = new TrialTruth(trial, new PlantedModules(typeof(OneSampleRefused<>)));
        CaseComparison judged = new ParityCheck(truth, KernelRun.Run(manual, trial)).Compare(manual);
        Assert.Matches("^the exact kernel raised System.ArgumentException: .+; neither other side did$", judged.ErrorMismatch);
        Assert.False(judged.Passed);
    }

    [Fact]
    public void Verdicts_outlive_a_check_and_elements_do_not()
    {
        Trial trial = Trial("bn2d/2x3x4x4/seed=1");
        var check = new ParityCheck(new TrialTruth(trial), KernelRun.Run(manual, trial));
        CaseComparison judged = check.Compare(manual);
        check.Dispose();
        Assert.True(judged.Passed);
        QuantityComparison output = judged.Quantities.Single(quantity => quantity.Quantity == Quantity.Output);
        Assert.Throws<InvalidOperationException>(() => output.Kernel!.Values.Length);
        Assert.Throws<InvalidOperationException>(() => output.Oracle!.Values.Values.Length);
        check.Dispose();
    }

    [Fact]
    public void An_element_has_the_conditioning_of_its_channel()
    {
        Trial trial = Trial("bn2d/2x3x1x2/seed=1");
        CaseComparison judged = ParityCheck.Compare(manual, trial, KernelRun.Run(manual, trial));
        Assert.Equal(
            ChannelSummary.Of(trial).Select(channel => Math.Abs(channel.Mean) / Math.Sqrt(channel.Variance)), judged.Conditioning);
        foreach (Quantity quantity in new[] { Quantity.Output, Quantity.GradInput })
            Assert.Equal([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2], Enumerable.Range(0, 12).Select(i => judged.ChannelOf(quantity, i)));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(i => judged.ChannelOf(Quantity.GradWeight, i)));
        Assert.Equal(judged.Conditioning[2], judged.ConditioningOf(Quantity.Output, 11));
        Assert.Equal(judged.Conditioning[1], judged.ConditioningOf(Quantity.RunningMean, 1));
        Assert.True(double.IsNaN((judged with { Conditioning = [] }).ConditioningOf(Quantity.Output, 0)));
    }

    [Fact]
    public void Given_statistics_are_no_batch_statistics_to_compare()
    {
        Trial trial = Trial("bn1d/4x3/eval/seed=1");
        BatchNormResult expected = KernelRun.Run(manual, trial);
        // torch's are computed beside the module in every mode.
        expected[Quantity.BatchMean] = expected[Quantity.BatchVar] = DenseTensor.From<float>([1, 2, 3], 3);
        CaseComparison judged = ParityCheck.Compare(manual, trial, expected);
        Assert.True(judged.Passed);
        Assert.Equal(
            QuantityNames.All.Except([Quantity.BatchMean, Quantity.BatchVar]), judged.Quantities.Select(quantity => quantity.Quantity));
    }

    [Fact]
    public void What_one_side_alone_has_is_unexplained()
    {
        Trial trial = Trial("bn1d/4x3/seed=1");
        Assert.Equal((Verdict.Unexplained, "the oracle has no such value"), Changed(trial, Quantity.RunningMean, null));
        Trial untracked = Trial("bn1d/4x3/notrack/seed=1");
        Assert.Equal((Verdict.Unexplained, "the kernel has no such value"), Changed(untracked, Quantity.RunningMean, DenseTensor.From<float>([1, 2, 3], 3)));
        // Not every oracle shows what it normalises by.
        Assert.Null(Changed(trial, Quantity.BatchMean, null));
        Assert.Null(Changed(trial, Quantity.BatchVar, null));
    }

    [Fact]
    public void Another_type_or_shape_is_unexplained()
    {
        Trial trial = Trial("bn1d/4x3/seed=1");
        Assert.Equal(
            (Verdict.Unexplained, "the kernel's float32 [3] against the oracle's float64 [3]"),
            Changed(trial, Quantity.GradBias, DenseTensor.From<double>([1, 2, 3], 3)));
        Assert.Equal(
            (Verdict.Unexplained, "the kernel's float32 [3] against the oracle's float32 [1, 3]"),
            Changed(trial, Quantity.GradBias, DenseTensor.From<float>([1, 2, 3], 1, 3)));
    }

    [Fact]
    public void Zeros_are_vacuous_unless_the_case_declares_them_or_they_differ()
    {
        var zeros = DenseTensor.From<float>(new float[12], 4, 3);
        Trial trial = Trial("bn1d/4x3/seed=1"), declared = Trial("bn1d/4x3/zeros/seed=1");
        trial = trial with { Inputs = trial.Inputs with { GradOutput = zeros } };
        declared = declared with { Inputs = declared.Inputs with { GradOutput = zeros } };
        Assert.Equal((Verdict.Vacuous, "every expected value is zero"), Changed(trial, Quantity.GradInput, zeros));
        Assert.Equal((Verdict.Agree, null), Changed(declared, Quantity.GradInput, zeros));
        // Zeros that are expected where there should be none do not excuse anything.
        Assert.Equal((Verdict.Unexplained, null), Changed(Trial("bn1d/4x3/seed=1"), Quantity.GradInput, zeros));
        Assert.Equal((Verdict.Agree, null), Changed(Trial("bn1d/4x3/seed=1"), Quantity.NumBatchesTracked, DenseTensor.Scalar(1)));
    }

    [Theory]
    [InlineData("bn1d/70x2/f64")]
    [InlineData("bn2d/3x2x4x5/f64/mean1e4")]
    [InlineData("bn1d/70x2")]
    public void A_kernel_may_lose_what_the_arithmetic_that_it_declares_does(string descriptor)
    {
        Trial trial = Trial(descriptor);
        ChannelSummary[] channels = ChannelSummary.Of(trial);
        var truth = new TrialTruth(trial);
        foreach (Quantity quantity in QuantityNames.All.Where(quantity => truth.Exact[quantity] is not null))
        {
            int count = truth.Exact[quantity]!.Count;
            double[] lanes = new ErrorBounds(trial.Case, channels, Arithmetic.DoubleSums).All(quantity, count);
            double[] chain = new ErrorBounds(trial.Case, channels, Arithmetic.DoubleThroughout).All(quantity, count);
            double[] compensated = new ErrorBounds(trial.Case, channels, Arithmetic.CompensatedStatistics).All(quantity, count);
            bool isDouble = trial.Case.DType == DType.Float64;
            Assert.Equal(isDouble ? compensated : lanes, truth.Bounds(quantity, Standard.Compensated).Kernel);
            double[] plain = truth.Bounds(quantity, Standard.Double).Kernel;
            double[] element = new ErrorBounds(trial.Case, channels, Arithmetic.ElementThroughout).All(quantity, count);
            Assert.Equal([.. plain.Zip(element, Math.Max)], truth.Bounds(quantity, Standard.ElementType).Kernel);
            Assert.True(isDouble || quantity is not (Quantity.BatchVar or Quantity.GradBias) || 2 * plain.Sum() < element.Sum());
            Assert.Equal(isDouble ? [.. lanes.Zip(chain, Math.Max).Zip(compensated, Math.Max)] : lanes, plain);
            Assert.True(!isDouble || quantity != Quantity.BatchVar || compensated.Sum() < 0.5 * plain.Sum());
        }
    }

    [Theory]
    [InlineData("bn2d/32x2x16x16/f64/seed=3")]
    [InlineData("bn1d/4096x2/f64/seed=3")]
    public void Plain_sums_of_doubles_pass_unless_their_kernel_says_that_it_compensates_them(string descriptor)
    {
        Trial trial = Trial(descriptor);
        BatchNormResult expected = KernelRun.Run(manual, trial);
        var plain = new KernelEntry("plain", "a kernel of somebody else") { Float64 = _ => new PlainSums<double>() };
        Assert.True(ParityCheck.Compare(plain, trial, expected).Passed);
        CaseComparison claimed = ParityCheck.Compare(plain with { Standard = Standard.Compensated }, trial, expected);
        Assert.Contains(claimed.Quantities, judged => judged is { Quantity: Quantity.BatchMean or Quantity.BatchVar, Verdict: Verdict.KernelWorse });
    }

    [Fact]
    public void Every_verdict_has_its_words_and_only_two_pass()
    {
        Assert.Equal(
            ["agree", "oracle worse", "kernel worse", "unexplained", "vacuous", "raised", "hung", "died"],
            Enum.GetValues<Verdict>().Select(verdict => verdict.Word()));
        Assert.Equal([Verdict.Agree, Verdict.OracleWorse], Enum.GetValues<Verdict>().Where(verdict => !verdict.Fails()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((Verdict)99).Word());
    }

    // The manual kernel's own answer, but for one quantity.
    static (Verdict, string?)? Changed(Trial trial, Quantity quantity, DenseTensor? value)
    {
        BatchNormResult expected = KernelRun.Run(manual, trial);
        expected[quantity] = value;
        return ParityCheck.Compare(manual, trial, expected).Quantities.SingleOrDefault(judged => judged.Quantity == quantity) is { } found
            ? (found.Verdict, found.Reason)
            : null;
    }

    static Trial Trial(string descriptor) => CaseData.Generate(CaseDescriptor.Parse(descriptor));
}
