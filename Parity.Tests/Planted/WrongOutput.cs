using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for the output, which a defect spoils after it is written; in training and eval alike.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class WrongOutput<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        SpoilAll(input, output);
    }

    public sealed override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        Inner.ForwardEval(input, parameters, running, eps, output);
        SpoilAll(input, output);
    }

    /// <summary>Spoils one channel of the output.</summary>
    protected abstract void Spoil(NchwSpan<T> x, NchwSpan<T> y, int c);

    void SpoilAll(in ReadOnlyTensorSpan<T> input, in TensorSpan<T> output)
    {
        var x = new NchwSpan<T>(input);
        var y = new NchwSpan<T>(output);
        for (int c = 0; c < y.C && y.ValuesPerChannel > 0; c++)
            Spoil(x, y, c);
    }
}
