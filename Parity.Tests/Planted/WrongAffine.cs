using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for weight and bias, which a defect replaces in forward; backward is right.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class WrongAffine<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch) =>
        Inner.ForwardTraining(input, Replaced(parameters), eps, output, batch);

    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(input, Replaced(parameters), running, eps, output);

    /// <summary>The defect's weight and bias; null for none.</summary>
    protected abstract (T[]? Weight, T[]? Bias) Of(T[] weight, T[] bias);

    AffineParameters<T> Replaced(AffineParameters<T> parameters)
    {
        if (parameters.Weight.IsEmpty || parameters.Bias.IsEmpty)
            return parameters;
        (T[]? weight, T[]? bias) = Of(parameters.Weight.ToArray(), parameters.Bias.ToArray());
        return new AffineParameters<T>(weight, bias);
    }
}
