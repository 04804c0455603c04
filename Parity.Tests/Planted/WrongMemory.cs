using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for where it looks: a defect replaces the view of every tensor before the real kernel sees it.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class WrongMemory<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch) =>
        Inner.ForwardTraining(Seen(input), parameters, eps, Seen(output), batch);

    public sealed override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(Seen(input), parameters, running, eps, Seen(output));

    public sealed override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var wrongPass = new ForwardPass<T>
        {
            GradOutput = Seen(pass.GradOutput),
            Input = Seen(pass.Input),
            Weight = pass.Weight,
            Statistics = pass.Statistics,
        };
        var wrongGradients = new Gradients<T>
        {
            GradInput = gradients.GradInput.Rank == 0 ? default : Seen(gradients.GradInput),
            GradWeight = gradients.GradWeight,
            GradBias = gradients.GradBias,
        };
        Inner.Backward(wrongPass, eps, training, wrongGradients);
    }

    /// <summary>The strides that the defect uses for a tensor that it reads; by default the right ones.</summary>
    protected virtual nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) => strides.ToArray();

    /// <summary>The strides that the defect uses for a tensor that it writes; by default those for reading.</summary>
    protected virtual nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        StridesRead(lengths, strides);

    /// <summary>Strides of row-major memory; 0 where the length is 1, as tensor spans want it.</summary>
    protected static nint[] Dense(ReadOnlySpan<nint> lengths)
    {
        var strides = new nint[lengths.Length];
        nint stride = 1;
        for (int d = lengths.Length - 1; d >= 0; d--)
        {
            strides[d] = lengths[d] == 1 ? 0 : stride;
            stride *= lengths[d];
        }

        return strides;
    }

    ReadOnlyTensorSpan<T> Seen(in ReadOnlyTensorSpan<T> tensor)
    {
        nint[] strides = StridesRead(tensor.Lengths, tensor.Strides);
        nint extent = Extent(tensor.Lengths, tensor.Strides);
        return Extent(tensor.Lengths, strides) > extent ? tensor : TensorMarshal.CreateReadOnlyTensorSpan(
            in TensorMarshal.GetReference(tensor), extent, tensor.Lengths, strides, pinned: false);
    }

    TensorSpan<T> Seen(in TensorSpan<T> tensor)
    {
        nint[] strides = StridesWritten(tensor.Lengths, tensor.Strides);
        nint extent = Extent(tensor.Lengths, tensor.Strides);
        return Extent(tensor.Lengths, strides) > extent ? tensor : TensorMarshal.CreateTensorSpan(
            ref TensorMarshal.GetReference(tensor), extent, tensor.Lengths, strides, pinned: false);
    }

    // A mistake that would leave the tensor's memory is not made: it would harm more than the result.
    static nint Extent(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        nint last = 0;
        for (int d = 0; d < lengths.Length; d++)
        {
            if (lengths[d] == 0)
                return 0;
            last += (lengths[d] - 1) * strides[d];
        }

        return last + 1;
    }
}
