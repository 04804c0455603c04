using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for grad_output, of which a defect replaces elements before the real kernel sees them.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class ChangedLoss<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var changed = Tensor.CreateFromShapeUninitialized<T>(pass.GradOutput.Lengths);
        pass.GradOutput.CopyTo(changed.AsTensorSpan());
        var values = new NchwSpan<T>(changed.AsTensorSpan());
        for (int c = 0; c < values.C && values.ValuesPerChannel > 0; c++)
            for (int i = 0; i < values.ValuesPerChannel; i++)
                At(values, c, i) = T.CreateChecked(Of(double.CreateChecked(At(values, c, i))));
        Inner.Backward(
            new ForwardPass<T> { GradOutput = changed.AsReadOnlyTensorSpan(), Input = pass.Input, Weight = pass.Weight, Statistics = pass.Statistics },
            eps, training, gradients);
    }

    /// <summary>What the defect makes of an element.</summary>
    protected abstract double Of(double value);
}
