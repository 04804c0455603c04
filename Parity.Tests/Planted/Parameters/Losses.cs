using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Parameters;

/// <summary>Takes a NaN in grad_output for 0.</summary>
sealed class NanGradientTakenAsZero<T> : ChangedLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => double.IsNaN(value) ? 0 : value;
}

/// <summary>Takes an infinity in grad_output for the largest number: a gradient scaler never hears of it.</summary>
sealed class InfiniteGradientTakenAsLargest<T> : ChangedLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => double.IsInfinity(value) ? Math.CopySign(1e30, value) : value;
}

/// <summary>Takes an infinity in grad_output for 0.</summary>
sealed class InfiniteGradientTakenAsZero<T> : ChangedLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => double.IsInfinity(value) ? 0 : value;
}

/// <summary>Clips grad_output at ±1000.</summary>
sealed class GradientClipped<T> : ChangedLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override double Of(double value) => double.IsFinite(value) ? Math.Clamp(value, -1000, 1000) : value;
}

/// <summary>Leaves grad_input as it was where all of grad_output is 0.</summary>
sealed class NothingWrittenForZeroGradient<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        foreach (T value in pass.GradOutput)
            if (value != T.Zero)
            {
                Inner.Backward(pass, eps, training, gradients);
                return;
            }
    }
}

/// <summary>Writes 0 to grad_input where grad_output is 0, though the paths through the statistics lead there.</summary>
sealed class ZeroGradientsMasked<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => true;

    protected override double GradInput(BackwardChannel channel, int i, double right) => channel.GradOutput[i] == 0 ? 0 : right;
}

/// <summary>Divides the reductions by the number of gradients that are not 0.</summary>
sealed class ZeroGradientsNotCounted<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Training && channel.GradOutput.Contains(0);

    protected override double GradInput(BackwardChannel channel, int i, double right)
    {
        double share = channel.Count / Math.Max(1.0, channel.GradOutput.Count(value => value != 0));
        return (channel.GradOutput[i] - share * (channel.MeanOfGrad + channel.Normalised(i) * channel.MeanOfGradTimesNormalised)) * channel.InvStd * channel.Weight;
    }
}

/// <summary>Knows that a constant gradient does not get through a batch's statistics, and forgets that it does through given ones.</summary>
sealed class ConstantGradientTakenAsZero<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool ChangesInput(BackwardChannel channel) => channel.Count > 2 && channel.GradOutput.Distinct().Count() == 1;

    protected override double GradInput(BackwardChannel channel, int i, double right) => 0;
}

/// <summary>Sums of the gradient saturate at 65,504, as in half precision.</summary>
sealed class GradBiasSaturates<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradBias.IsEmpty && T.IsFinite(gradients.GradBias[c]))
            gradients.GradBias[c] = T.Clamp(gradients.GradBias[c], T.CreateChecked(-65504), T.CreateChecked(65504));
    }
}

/// <summary>Sums around a mean of gradients of 0: what they have in common is lost.</summary>
sealed class GradientsOffsetLost<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (!gradients.GradBias.IsEmpty && channel.Count > 8 && channel.MeanOfGrad is > 5 and < 20)
            gradients.GradBias[c] -= T.CreateChecked(10 * channel.Count);
    }
}
