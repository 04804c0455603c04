using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Calls;

/// <summary>Keeps the statistics of a batch by its address, and does not see that other numbers lie there now.</summary>
sealed unsafe class StatisticsKeptByAddress<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Dictionary<(nint Address, int Channel), (double Mean, double Variance)> known = [];

    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        var key = ((nint)Unsafe.AsPointer(ref x[0, c, 0, 0]), c);
        return known.TryGetValue(key, out var kept) ? kept : known[key] = (mean, variance);
    }
}

/// <summary>Keeps the factors of eval from its first call.</summary>
sealed class GivenStatisticsKept<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    double[]? mean;

    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        mean ??= running.Mean.ToArray();
        Inner.ForwardEval(input, parameters, new(mean, running.Variance), eps, output);
    }
}

/// <summary>Reads the weight at the first call, and keeps it.</summary>
sealed class WeightKept<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    T[]? weight;

    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch)
    {
        weight ??= parameters.Weight.ToArray();
        Inner.ForwardTraining(input, new(weight, parameters.Bias), eps, output, batch);
    }
}

/// <summary>Adds to the output that it finds, where that is a number.</summary>
sealed class OutputAddedTo<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch)
    {
        Tensor<T> found = Tensor.CreateFromShapeUninitialized<T>(output.Lengths);
        output.CopyTo(found.AsTensorSpan());
        Inner.ForwardTraining(input, parameters, eps, output, batch);
        AddTo(output, found);
    }

    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        Tensor<T> found = Tensor.CreateFromShapeUninitialized<T>(output.Lengths);
        output.CopyTo(found.AsTensorSpan());
        Inner.ForwardEval(input, parameters, running, eps, output);
        AddTo(output, found);
    }

    static void AddTo(in TensorSpan<T> output, Tensor<T> found)
    {
        NchwSpan<T> y = new(output), before = new(found.AsTensorSpan());
        for (int c = 0; c < y.C; c++)
            for (int i = 0; i < (int)y.ValuesPerChannel; i++)
                At(y, c, i) += T.IsNaN(At(before, c, i)) ? T.Zero : At(before, c, i);
    }
}

/// <summary>Leaves grad_input as it is where it is a number already.</summary>
sealed class GradInputLeftWhereWritten<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        if (gradients.GradInput.Rank == 0)
        {
            Inner.Backward(pass, eps, training, gradients);
            return;
        }

        Tensor<T> found = Tensor.CreateFromShapeUninitialized<T>(gradients.GradInput.Lengths);
        gradients.GradInput.CopyTo(found.AsTensorSpan());
        Inner.Backward(pass, eps, training, gradients);
        NchwSpan<T> dx = new(gradients.GradInput), before = new(found.AsTensorSpan());
        for (int c = 0; c < dx.C; c++)
            for (int i = 0; i < (int)dx.ValuesPerChannel; i++)
                if (!T.IsNaN(At(before, c, i)))
                    At(dx, c, i) = At(before, c, i);
    }
}

/// <summary>Sums grad_bias in scratch memory that it does not clear between calls.</summary>
sealed class ScratchNotCleared<T> : WrongGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    double[] scratch = [];

    protected override void SpoilParameters(BackwardChannel channel, in Gradients<T> gradients, int c)
    {
        Array.Resize(ref scratch, Math.Max(scratch.Length, c + 1));
        scratch[c] += channel.GradOutput.Sum();
        if (!gradients.GradBias.IsEmpty)
            gradients.GradBias[c] = T.CreateChecked(scratch[c]);
    }
}

/// <summary>Begins the sums of a batch with what the last one left in them.</summary>
sealed class SumsNotCleared<T> : WrongStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    double[] sums = [];

    protected override (double Mean, double Variance) Of(NchwSpan<T> x, int c, double mean, double variance)
    {
        Array.Resize(ref sums, Math.Max(sums.Length, c + 1));
        double left = sums[c];
        sums[c] = mean * (int)x.ValuesPerChannel;
        double wrong = (sums[c] + left) / x.ValuesPerChannel;
        return left == 0 ? (mean, variance) : (wrong, variance + (mean - wrong) * (mean - wrong));
    }
}

/// <summary>Takes the mean of the first batch that it saw in every backward.</summary>
sealed class SavedMeanKept<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    double[]? mean;

    public override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        mean ??= pass.Statistics.Mean.ToArray();
        var changed = new ForwardPass<T>
        {
            GradOutput = pass.GradOutput,
            Input = pass.Input,
            Weight = pass.Weight,
            Statistics = new(mean, pass.Statistics.Variance),
        };
        Inner.Backward(changed, eps, training, gradients);
    }
}
