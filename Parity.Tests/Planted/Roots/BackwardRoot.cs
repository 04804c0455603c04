using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Roots;

/// <summary>Right in forward; backward leaves eps out.</summary>
sealed class EpsMissingInBackward<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients) =>
        Inner.Backward(pass, 0, training, gradients);
}

/// <summary>Right in forward; backward takes the unbiased variance.</summary>
sealed class UnbiasedVarianceInBackward<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        double[] variance = pass.Statistics.Variance.ToArray();
        double count = (double)pass.Input.FlattenedLength / variance.Length;
        for (int c = 0; training && c < variance.Length; c++)
            variance[c] *= count / (count - 1);
        var wrong = new ForwardPass<T>
        {
            GradOutput = pass.GradOutput,
            Input = pass.Input,
            Weight = pass.Weight,
            Statistics = new ChannelStatistics(pass.Statistics.Mean, variance),
        };
        Inner.Backward(wrong, eps, training, gradients);
    }
}
