using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right in forward; the gradients of each channel are spoiled after they are written.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class WrongGradients<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        Inner.Backward(pass, eps, training, gradients);
        var x = new NchwSpan<T>(pass.Input);
        var dy = new NchwSpan<T>(pass.GradOutput);
        var dx = gradients.GradInput.Rank == 0 ? default : new NchwSpan<T>(gradients.GradInput);
        for (int c = 0; c < x.C && x.ValuesPerChannel > 0; c++)
        {
            double mean = pass.Statistics.Mean[c];
            var channel = new BackwardChannel(
                Values(dy, c), Values(x, c), mean, 1 / Math.Sqrt(pass.Statistics.Variance[c] + eps), Of(pass.Weight, c, 1), training);
            SpoilParameters(channel, gradients, c);
            if (gradients.GradInput.Rank == 0 || !ChangesInput(channel))
                continue;
            for (int i = 0; i < channel.X.Length; i++)
                At(dx, c, i) = T.CreateChecked(GradInput(channel, i, double.CreateChecked(At(dx, c, i))));
        }
    }

    /// <summary>Spoils the gradients of weight and bias; does nothing by default.</summary>
    protected virtual void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
    }

    /// <summary>Whether the defect changes grad_input of this channel.</summary>
    protected virtual bool ChangesInput(BackwardChannel channel) => false;

    /// <summary>What the defect makes of one element of grad_input.</summary>
    protected virtual double GradInput(BackwardChannel channel, int i, double right) => right;
}
