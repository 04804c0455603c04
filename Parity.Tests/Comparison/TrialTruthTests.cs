using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Comparison;
using Parity.Tests.Bounds;

namespace Parity.Tests.Comparison;

public class TrialTruthTests
{
    public static TheoryData<string> Patterns => [.. HarshTrials.Patterns];

    // The truth hands the exact kernel the statistics that its bounds are taken from; alone it finds its own.
    [Theory, MemberData(nameof(Patterns))]
    public void The_exact_answer_is_the_exact_kernel_s_own(string pattern)
    {
        foreach (Trial trial in HarshTrials.All(pattern))
            Same(trial);
    }

    [Theory]
    [InlineData("bn1d/0x3")]
    [InlineData("bn1d/1x3")]
    [InlineData("bn1d/3x5/eval")]
    [InlineData("bn1d/3x5/eval/f64/underflow")]
    [InlineData("bn1d/2x2/weight=zero/bias=nan/running_mean=huge/running_var=negative/grad_output=zeros")]
    public void The_exact_answer_is_the_exact_kernel_s_own_in(string descriptor) =>
        Same(CaseData.Generate(CaseDescriptor.Parse(descriptor)));

    static void Same(Trial trial)
    {
        (BatchNormResult truth, BatchNormResult alone) = (new TrialTruth(trial).Exact, ExactAnswer.Of(trial));
        Assert.Equal(alone.Error, truth.Error);
        foreach (Quantity quantity in QuantityNames.All.Where(quantity => quantity != Quantity.NumBatchesTracked))
            Assert.Equal(Bits(alone, quantity), Bits(truth, quantity));
    }

    static long[]? Bits(BatchNormResult result, Quantity quantity) =>
        result[quantity] is { } tensor ? MemoryMarshal.Cast<double, long>(tensor.Values<double>()).ToArray() : null;
}
