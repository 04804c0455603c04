using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Parameters;

/// <summary>Takes a weight of 0 for none.</summary>
sealed class ZeroWeightTakenAsNone<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => weight == 0 ? 1 : weight;
}

/// <summary>Keeps weights away from 0, to divide by them later.</summary>
sealed class WeightKeptFromZero<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => weight == 0 ? 1e-5 : weight;
}

/// <summary>Flushes subnormal weights to zero.</summary>
sealed class SubnormalWeightFlushed<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => T.IsSubnormal(T.CreateChecked(weight)) ? 0 : weight;
}

/// <summary>Clips weights at ±1000.</summary>
sealed class WeightClipped<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => Math.Clamp(weight, -1000, 1000);
}

/// <summary>Takes a NaN among the weights for 1.</summary>
sealed class NanWeightTakenAsOne<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => double.IsNaN(weight) ? 1 : weight;
}

/// <summary>Takes a NaN among the weights for 0, as max(NaN, 0) does on some hardware.</summary>
sealed class NanWeightTakenAsZero<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => double.IsNaN(weight) ? 0 : weight;
}

/// <summary>Takes an infinite weight for the largest number.</summary>
sealed class InfiniteWeightTakenAsLargest<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => double.IsInfinity(weight) ? Math.CopySign(1e37, weight) : weight;
}

/// <summary>Takes weight 0 to mean that the channel is not to be written.</summary>
sealed class ZeroWeightChannelUnwritten<T> : WrongOutput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c)
    {
        // Where the scale is 0 every element is the bias.
        if (y.ValuesPerChannel > 2 && IsFlat(y, c) && !IsFlat(x, c))
            for (int i = 0; i < y.ValuesPerChannel; i++)
                At(y, c, i) = T.Zero;
    }

    static bool IsFlat(NchwSpan<T> tensor, int c) => Values(tensor, c).Distinct().Count() == 1;
}

/// <summary>Leaves out the gradients of a channel whose weight is 0: they will not reach anything, it thinks.</summary>
sealed class ParametersOfZeroWeightNotLearnt<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (channel.Weight == 0 && !gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] = T.Zero;
        if (channel.Weight == 0 && !gradients.GradBias.IsEmpty)
            gradients.GradBias[c] = T.Zero;
    }
}

/// <summary>Takes the normalised input back from the output, and so divides by the weight.</summary>
sealed class NormalisedTakenBackFromOutput<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (channel.Weight == 0 && !gradients.GradWeight.IsEmpty)
            gradients.GradWeight[c] = T.NaN;
    }
}

/// <summary>Scales gradients by the weight's magnitude where all that it sees of it is below zero.</summary>
sealed class NegativeWeightTurnsGradients<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        T[] weight = pass.Weight.ToArray();
        if (weight.Length > 2 && weight.All(T.IsNegative))
            weight = Array.ConvertAll(weight, T.Abs);
        Inner.Backward(
            new ForwardPass<T> { GradOutput = pass.GradOutput, Input = pass.Input, Weight = weight, Statistics = pass.Statistics }, eps, training, gradients);
    }
}

/// <summary>Rounds the product of weight and factor to float, which overflows where the output does not.</summary>
sealed class ScaleOfHugeWeightOverflows<T> : ChangedCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Weight(double weight) => double.IsFinite(weight) && Math.Abs(weight) > 2e37 ? Math.CopySign(double.PositiveInfinity, weight) : weight;
}
