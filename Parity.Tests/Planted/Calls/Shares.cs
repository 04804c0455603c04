using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Calls;

/// <summary>Gives each thread n / threads values, and nobody the rest.</summary>
sealed class RestOfSharesLost<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        int summed = (int)x.ValuesPerChannel / Threads * Threads;
        return summed == (int)x.ValuesPerChannel || summed == 0 ? (mean, variance) : Moments(Values(x, c)[..summed], (int)x.ValuesPerChannel);
    }
}

/// <summary>Averages the means of the threads' shares, the shorter last one like the others.</summary>
sealed class MeansOfSharesUnweighted<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        if ((int)x.ValuesPerChannel % Threads == 0)
            return (mean, variance);
        double shared = Values(x, c).Chunk(((int)x.ValuesPerChannel + Threads - 1) / Threads).Average(share => share.Average());
        return (shared, variance + (mean - shared) * (mean - shared));
    }
}

/// <summary>Merges the squares of the threads' shares, and leaves out how far apart their means are.</summary>
sealed class SharesMergedWithoutShift<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        if (Threads == 1)
            return (mean, variance);
        var shares = Values(x, c).Chunk(((int)x.ValuesPerChannel + Threads - 1) / Threads);
        return (mean, shares.Sum(share => Moments(share).Variance * share.Length) / x.ValuesPerChannel);
    }
}

/// <summary>Adds the threads' sums up in float.</summary>
sealed class SumsOfSharesInFloat<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        if (Threads == 1)
            return (mean, variance);
        float sum = 0;
        foreach (double[] share in Values(x, c).Chunk(((int)x.ValuesPerChannel + Threads - 1) / Threads))
            sum += (float)share.Sum();
        double rounded = sum / x.ValuesPerChannel;
        return (rounded, variance + (mean - rounded) * (mean - rounded));
    }
}

/// <summary>Gives the threads C / threads channels each, and leaves the last ones to nobody.</summary>
sealed class LastChannelsOfNoThread<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        if (c < y.C / Threads * Threads)
            return;
        for (int i = 0; i < (int)y.ValuesPerChannel; i++)
            At(y, c, i) = T.Zero;
    }
}

/// <summary>Two threads count the value where their shares meet.</summary>
sealed class SharesOverlap<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (Threads > 1 && channel.GradOutput.Length > Threads && !gradients.GradBias.IsEmpty)
            gradients.GradBias[c] += T.CreateChecked(channel.GradOutput[channel.GradOutput.Length / Threads]);
    }
}

/// <summary>Only the calling thread's share reaches the weight's gradient.</summary>
sealed class GradientsOfOneShare<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (Threads == 1 || gradients.GradWeight.IsEmpty)
            return;
        double sum = 0;
        for (int i = 0; i < channel.GradOutput.Length / Threads; i++)
            sum += channel.GradOutput[i] * (channel.X[i] - channel.Mean) * channel.InvStd;
        gradients.GradWeight[c] = T.CreateChecked(sum);
    }
}

/// <summary>In eval with threads, the second thread takes the first channel's statistics.</summary>
sealed class SecondThreadFirstChannel<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in System.Numerics.Tensors.ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in System.Numerics.Tensors.TensorSpan<T> output)
    {
        double[] mean = running.Mean.ToArray();
        if (Threads > 1 && mean.Length > 1)
            mean[1] = mean[0];
        Inner.ForwardEval(input, parameters, new(mean, running.Variance), eps, output);
    }
}
