using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Memory;

/// <summary>Centres the batch in place before it normalises: the caller's input is no longer what it was.</summary>
sealed class InputModified<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        var x = new NchwSpan<T>(input);
        for (int c = 0; c < x.C; c++)
            for (int i = 0; i < x.ValuesPerChannel; i++)
                At(x, c, i) -= T.CreateChecked(batch.Mean[c]);
    }
}

/// <summary>Scales grad_output in place, after the gradients are right.</summary>
sealed class GradOutputModified<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        Inner.Backward(pass, eps, training, gradients);
        var dy = new NchwSpan<T>(pass.GradOutput);
        for (int c = 0; c < dy.C; c++)
            for (int i = 0; i < dy.ValuesPerChannel; i++)
                At(dy, c, i) *= T.CreateChecked(Of(pass.Weight, c, 2));
    }
}

/// <summary>Multiplies the weight by invstd in place, to save a multiplication later.</summary>
sealed class WeightModified<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        for (int c = 0; c < parameters.Weight.Length; c++)
            Unsafe.AsRef(in parameters.Weight[c]) *= T.CreateChecked(1 / Math.Sqrt(batch.Variance[c] + eps));
    }
}

/// <summary>Subtracts mean · invstd from the bias in place, to save a subtraction later.</summary>
sealed class BiasModified<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        Inner.ForwardEval(input, parameters, running, eps, output);
        for (int c = 0; c < parameters.Bias.Length; c++)
            Unsafe.AsRef(in parameters.Bias[c]) -= T.CreateChecked(running.Mean[c] / Math.Sqrt(running.Variance[c] + eps));
    }
}

/// <summary>Scales the weight in place in backward, after the gradients are right.</summary>
sealed class WeightModifiedInBackward<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        Inner.Backward(pass, eps, training, gradients);
        for (int c = 0; c < pass.Weight.Length; c++)
            Unsafe.AsRef(in pass.Weight[c]) *= T.CreateChecked(1 / Math.Sqrt(pass.Statistics.Variance[c] + eps));
    }
}

/// <summary>Turns the given variances into factors in place.</summary>
sealed class GivenStatisticsModified<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        Inner.ForwardEval(input, parameters, running, eps, output);
        foreach (ref double variance in running.Variance)
            variance = 1 / Math.Sqrt(variance + eps);
    }
}

/// <summary>Turns the saved variances into factors in place, after the gradients are right.</summary>
sealed class SavedStatisticsModified<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        Inner.Backward(pass, eps, training, gradients);
        foreach (ref double variance in pass.Statistics.Variance)
            variance = 1 / Math.Sqrt(variance + eps);
    }
}
