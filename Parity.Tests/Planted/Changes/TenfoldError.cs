using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Changes;

/// <summary>Ten times the rounding error in grad_bias, wherever its bound has room for it: worse, and not wrong.</summary>
sealed class TenfoldError<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Inside the bound on a chain of additions: n - 1 times half an epsilon of the magnitudes' sum.
    const double PartOfBound = 0.8;

    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        if (gradients.GradBias.IsEmpty || typeof(T) != typeof(double))
            return;
        double exact = ExactSum(channel.GradOutput), actual = double.CreateChecked(gradients.GradBias[c]);
        double room = PartOfBound * (channel.Count - 1) * Math.Pow(2, -53) * channel.GradOutput.Sum(Math.Abs);
        double error = actual - exact;
        if (Math.Abs(error) < room)
            gradients.GradBias[c] = T.CreateChecked(exact + Math.Clamp(10 * error, -room, room));
    }

    // Each addition's own rounding error is carried along, so the result is rounded as if once.
    static double ExactSum(double[] values)
    {
        double sum = 0, carried = 0;
        foreach (double value in values)
        {
            double next = sum + value, back = next - sum;
            carried += (sum - (next - back)) + (value - back);
            sum = next;
        }

        return sum + carried;
    }
}
