using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Right but for what it is given: a defect replaces parameters, given statistics or eps before the real kernel sees them.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class ChangedCall<T> : PlantedKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch) =>
        Inner.ForwardTraining(input, new(Changed(parameters.Weight, Weight), Changed(parameters.Bias, Bias)), eps, output, batch);

    public sealed override void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output) =>
        Inner.ForwardEval(input, new(Changed(parameters.Weight, Weight), Changed(parameters.Bias, Bias)), Given(running, eps), Eps(eps), output);

    public sealed override void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var changed = new ForwardPass<T>
        {
            GradOutput = pass.GradOutput,
            Input = pass.Input,
            Weight = Changed(pass.Weight, Weight),
            Statistics = training ? pass.Statistics : Given(pass.Statistics, eps),
        };
        Inner.Backward(changed, training ? eps : Eps(eps), training, gradients);
    }

    /// <summary>What the defect makes of one channel's weight.</summary>
    protected virtual double Weight(double weight) => weight;

    /// <summary>What the defect makes of one channel's bias.</summary>
    protected virtual double Bias(double bias) => bias;

    /// <summary>What the defect makes of one channel's given mean.</summary>
    protected virtual double Mean(double mean) => mean;

    /// <summary>What the defect makes of one channel's given variance.</summary>
    protected virtual double Variance(double variance, double eps) => variance;

    /// <summary>What the defect makes of eps where the statistics are given.</summary>
    protected virtual double Eps(double eps) => eps;

    ChannelStatistics Given(ChannelStatistics running, double eps) => new(
        Array.ConvertAll(running.Mean.ToArray(), Mean), Array.ConvertAll(running.Variance.ToArray(), variance => Variance(variance, eps)));

    static T[] Changed(ReadOnlySpan<T> values, Func<double, double> change) =>
        Array.ConvertAll(values.ToArray(), value => T.CreateChecked(change(double.CreateChecked(value))));
}
