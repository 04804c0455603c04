using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Layouts;

/// <summary>Takes the planes of a pooled gradient, read through strides 0, for the first batch entry's.</summary>
sealed class PooledGradientOfFirstEntry<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        ReadOnlyTensorSpan<T> gradOutput = pass.GradOutput;
        if (gradOutput.Rank > 2 && gradOutput.Lengths[^1] > 1 && gradOutput.Strides[^1] == 0 && gradOutput.FlattenedLength > 0)
            gradOutput = TensorMarshal.CreateReadOnlyTensorSpan(
                in TensorMarshal.GetReference(gradOutput), gradOutput.Lengths[1], gradOutput.Lengths,
                [0, gradOutput.Lengths[1] > 1 ? gradOutput.Strides[1] : 0, .. new nint[gradOutput.Rank - 2]], pinned: false);
        Inner.Backward(
            new ForwardPass<T> { GradOutput = gradOutput, Input = pass.Input, Weight = pass.Weight, Statistics = pass.Statistics }, eps, training, gradients);
    }
}

/// <summary>Sums a plane that is one number as one number.</summary>
sealed class PooledGradientCountedOnce<T> : RepeatsMiscounted<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool Forgets(int dimension) => dimension > 1;
}

/// <summary>Sums a gradient that is one number for the whole batch as one number.</summary>
sealed class ScalarGradientCountedOnce<T> : RepeatsMiscounted<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override bool Forgets(int dimension) => dimension == 0;
}

/// <summary>Knows that a gradient through strides of 0 is that of a sum, which does not get through a batch's statistics, and writes zeros for given ones too.</summary>
sealed class RepeatedGradientTakenForSum<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        Inner.Backward(pass, eps, training, gradients);
        bool repeats = pass.GradOutput.FlattenedLength > 1;
        for (int d = 0; d < pass.GradOutput.Rank; d++)
            repeats &= pass.GradOutput.Lengths[d] == 1 || pass.GradOutput.Strides[d] == 0;
        if (repeats && gradients.GradInput.Rank != 0)
            gradients.GradInput.Clear();
    }
}

/// <summary>Reads grad_output by the strides of the input.</summary>
sealed class GradientReadAsInputLies<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        ReadOnlyTensorSpan<T> gradOutput = pass.GradOutput;
        nint extent = Extent(gradOutput.Lengths, gradOutput.Strides);
        if (extent > 0 && Extent(gradOutput.Lengths, pass.Input.Strides) <= extent)
            gradOutput = TensorMarshal.CreateReadOnlyTensorSpan(
                in TensorMarshal.GetReference(gradOutput), extent, gradOutput.Lengths, pass.Input.Strides, pinned: false);
        Inner.Backward(
            new ForwardPass<T> { GradOutput = gradOutput, Input = pass.Input, Weight = pass.Weight, Statistics = pass.Statistics }, eps, training, gradients);
    }

    static nint Extent(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        nint last = 0;
        for (int d = 0; d < lengths.Length; d++)
            last += (lengths[d] - 1) * strides[d];
        return lengths.Contains(0) ? 0 : last + 1;
    }
}
