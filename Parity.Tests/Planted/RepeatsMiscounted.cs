using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for the gradients of the parameters where grad_output repeats through strides of 0.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class RepeatsMiscounted<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        Inner.Backward(pass, eps, training, gradients);
        nint seen = 1;
        for (int d = 0; d < pass.GradOutput.Rank; d++)
            if (d != 1 && pass.GradOutput.Lengths[d] > 1 && pass.GradOutput.Strides[d] == 0 && Forgets(d))
                seen *= pass.GradOutput.Lengths[d];
        for (int c = 0; c < gradients.GradBias.Length; c++)
            gradients.GradBias[c] /= T.CreateChecked(seen);
    }

    /// <summary>Whether the defect forgets that a dimension is read more than once.</summary>
    protected abstract bool Forgets(int dimension);
}
