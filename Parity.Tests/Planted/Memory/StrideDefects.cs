using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Memory;

/// <summary>Reads and writes channels-last memory as if it were row-major.</summary>
sealed class ChannelsLastAsContiguous<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        lengths.Length == 4 ? Dense(lengths) : strides.ToArray();
}

/// <summary>Reads and writes features-last memory as if it were row-major.</summary>
sealed class FeaturesLastAsContiguous<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        lengths.Length == 3 ? Dense(lengths) : strides.ToArray();
}

/// <summary>Reads by strides, and writes row-major whatever the output is.</summary>
sealed class OutputAlwaysContiguous<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        Dense(lengths);
}

/// <summary>Reads the first sample for every sample.</summary>
sealed class BatchStrideZero<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        [0, .. strides[1..]];

    protected override nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) => strides.ToArray();
}

/// <summary>Reads the first channel for every channel.</summary>
sealed class ChannelStrideZero<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) =>
        [strides[0], 0, .. strides[2..]];

    protected override nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) => strides.ToArray();
}

/// <summary>Reads an expanded grad_output as if it were row-major: what it repeats comes once, and beyond its memory lie zeros.</summary>
sealed class ExpandedGradOutputAsDense<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        ReadOnlyTensorSpan<T> gradOutput = pass.GradOutput;
        nint extent = 1;
        bool expanded = false;
        for (int d = 0; d < gradOutput.Rank; d++)
        {
            expanded |= gradOutput.Lengths[d] > 1 && gradOutput.Strides[d] == 0;
            extent += (gradOutput.Lengths[d] - 1) * gradOutput.Strides[d];
        }

        if (!expanded)
        {
            Inner.Backward(pass, eps, training, gradients);
            return;
        }

        var dense = new T[gradOutput.FlattenedLength];
        MemoryMarshal.CreateReadOnlySpan(in TensorMarshal.GetReference(gradOutput), (int)Math.Min(extent, dense.Length)).CopyTo(dense);
        var wrong = new ForwardPass<T>
        {
            GradOutput = new ReadOnlyTensorSpan<T>(dense, gradOutput.Lengths),
            Input = pass.Input,
            Weight = pass.Weight,
            Statistics = pass.Statistics,
        };
        Inner.Backward(wrong, eps, training, gradients);
    }
}
