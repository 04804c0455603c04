using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>A real kernel underneath a planted defect: every call is handed on, a defect overrides what it gets wrong.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class PlantedKernel<T> : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Largest number of threads that the kernel may use.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>Whether the kernel takes the ways of large batches at any size.</summary>
    public bool AsLarge { get; set; }

    /// <summary>The kernel that is right.</summary>
    protected IBatchNormKernel<T> Inner { get; } = new ManualKernel<T>();

    public virtual void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch) =>
        Inner.ForwardTraining(input, parameters, eps, output, batch);

    public virtual void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(input, parameters, running, eps, output);

    public virtual void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients) =>
        Inner.Backward(pass, eps, training, gradients);

    /// <summary>The i-th value of a channel, in the order n, h, w.</summary>
    protected static ref T At(NchwSpan<T> tensor, int c, int i)
    {
        (nint rest, nint w) = Math.DivRem((nint)i, tensor.W);
        (nint n, nint h) = Math.DivRem(rest, tensor.H);
        return ref tensor[n, c, h, w];
    }

    /// <summary>A channel's values, in the order n, h, w.</summary>
    protected static double[] Values(NchwSpan<T> tensor, int c)
    {
        var values = new double[tensor.ValuesPerChannel];
        for (int i = 0; i < values.Length; i++)
            values[i] = double.CreateChecked(At(tensor, c, i));
        return values;
    }

    /// <summary>A parameter of a channel, or what stands for an absent one.</summary>
    protected static double Of(ReadOnlySpan<T> parameters, int c, double absent) =>
        parameters.IsEmpty ? absent : double.CreateChecked(parameters[c]);
}
