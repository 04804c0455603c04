using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Calls;

/// <summary>Counts a channel's values in sixteen bits.</summary>
sealed class ValuesCountedInSixteenBits<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (int)x.ValuesPerChannel <= ushort.MaxValue ? (mean, variance) : Moments(Values(x, c), Math.Max(1, x.ValuesPerChannel % (1 << 16)));
}

/// <summary>Sums the first 65,536 values of a channel, and forgets the block that is not full.</summary>
sealed class LastBlockForgotten<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        (int)x.ValuesPerChannel <= 1 << 16 ? (mean, variance) : Moments(Values(x, c)[..(1 << 16)]);
}

/// <summary>Keeps statistics in a table of 4,096 channels, and begins it anew where there are more.</summary>
sealed class TableOfChannelsBeginsAnew<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        c + (1 << 12) < x.C ? Moments(Values(x, c + (1 << 12))) : (mean, variance);
}

/// <summary>Normalises channels beyond 4,096 by the statistics of the first ones in eval.</summary>
sealed class GivenTableBeginsAnew<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Table = 1 << 12;

    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        double[] mean = running.Mean.ToArray();
        for (int c = Table; c < mean.Length; c++)
            mean[c] = mean[c - Table];
        Inner.ForwardEval(input, parameters, new(mean, running.Variance), eps, output);
    }
}

/// <summary>Sums gradients of more than 65,536 elements in float.</summary>
sealed class LargeGradientsSummedInFloat<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (channel.GradOutput.Length <= 1 << 16 || gradients.GradBias.IsEmpty)
            return;
        float sum = 0;
        foreach (double dy in channel.GradOutput)
            sum += (float)dy;
        gradients.GradBias[c] = T.CreateChecked(sum);
    }
}

/// <summary>Stores past the caches whole vectors of eight only: the last elements of a channel are not written.</summary>
sealed class StreamedTailUnwritten<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        for (int i = (int)y.ValuesPerChannel / 8 * 8; AsLarge && i < (int)y.ValuesPerChannel; i++)
            At(y, c, i) = T.Zero;
    }
}

/// <summary>Stores past the caches before the bias is added.</summary>
sealed class StreamedWithoutBias<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output) =>
        Inner.ForwardEval(input, AsLarge ? new(parameters.Weight, default) : parameters, running, eps, output);
}

/// <summary>Stores grad_input past the caches as it is without the statistics' part.</summary>
sealed class StreamedGradientWithoutStatistics<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients) =>
        Inner.Backward(pass, eps, training && !AsLarge, gradients);
}

/// <summary>Sums what is streamed in two halves, the second of which begins one value late.</summary>
sealed class SecondHalfBeginsLate<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance) =>
        AsLarge && (int)x.ValuesPerChannel > 2 ? WithoutMiddle(Values(x, c)) : (mean, variance);

    static (double Mean, double Variance) WithoutMiddle(double[] values) =>
        Moments([.. values.Where((_, i) => i != values.Length / 2)], values.Length);
}
