using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Kernels;

/// <summary>A right kernel that throws on batches of some sizes.</summary>
/// <param name="when">Told the number of entries of a batch.</param>
/// <param name="type">What it throws; null for an index that is out of range.</param>
/// <typeparam name="T">Element type.</typeparam>
sealed class Thrower<T>(Func<int, bool> when, Type? type) : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ManualKernel<T> manual = new();

    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch)
    {
        Throw((int)input.Lengths[0]);
        manual.ForwardTraining(input, parameters, eps, output, batch);
    }

    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        Throw((int)input.Lengths[0]);
        manual.ForwardEval(input, parameters, running, eps, output);
    }

    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients) =>
        manual.Backward(pass, eps, training, gradients);

    void Throw(int entries)
    {
        if (when(entries))
            throw (Exception)Activator.CreateInstance(type ?? typeof(IndexOutOfRangeException), "of no use")!;
    }
}
