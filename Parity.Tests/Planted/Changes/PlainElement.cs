using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted.Changes;

/// <summary>The textbook in the element type throughout, as most ports are: right by the standard that declares nothing.</summary>
/// <typeparam name="T">Element type.</typeparam>
class PlainElement<T> : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch)
    {
        NchwSpan<T> x = new(input), y = new(output);
        for (int c = 0; c < batch.Mean.Length; c++)
        {
            (T mean, T variance) = Statistics(Values(x, c));
            (batch.Mean[c], batch.Variance[c]) = (double.CreateChecked(mean), double.CreateChecked(variance));
            Transform(x, y, c, mean, Factor(variance, eps), parameters);
        }
    }

    public virtual void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        NchwSpan<T> x = new(input), y = new(output);
        for (int c = 0; c < running.Mean.Length; c++)
            Transform(x, y, c, T.CreateChecked(running.Mean[c]), Factor(T.CreateChecked(running.Variance[c]), eps), parameters);
    }

    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        NchwSpan<T> x = new(pass.Input), dy = new(pass.GradOutput);
        for (int c = 0; c < pass.Statistics.Mean.Length; c++)
        {
            T mean = T.CreateChecked(pass.Statistics.Mean[c]), factor = Factor(T.CreateChecked(pass.Statistics.Variance[c]), eps);
            T weight = pass.Weight.IsEmpty ? T.One : pass.Weight[c], sum = T.Zero, dot = T.Zero;
            T[] values = Values(x, c), grads = Values(dy, c);
            for (int i = 0; i < values.Length; i++)
                (sum, dot) = (sum + grads[i], dot + grads[i] * (values[i] - mean) * factor);
            if (!gradients.GradBias.IsEmpty)
                gradients.GradBias[c] = sum;
            if (!gradients.GradWeight.IsEmpty)
                gradients.GradWeight[c] = dot;
            if (gradients.GradInput.Rank == 0)
                continue;
            NchwSpan<T> dx = new(gradients.GradInput);
            T count = T.CreateChecked(values.Length);
            for (int i = 0; i < values.Length; i++)
                At(dx, c, i) = training
                    ? (grads[i] - sum / count - (values[i] - mean) * factor * dot / count) * factor * weight
                    : grads[i] * factor * weight;
        }
    }

    /// <summary>Mean and variance of a channel.</summary>
    protected virtual (T Mean, T Variance) Statistics(T[] values)
    {
        T sum = T.Zero, squares = T.Zero, count = T.CreateChecked(values.Length);
        foreach (T value in values)
            sum += value;
        T mean = sum / count;
        foreach (T value in values)
            squares += (value - mean) * (value - mean);
        return (mean, squares / count);
    }

    /// <summary>1 / √(variance + eps); 0 where that is nothing, as torch defines it.</summary>
    protected virtual T Factor(T variance, double eps)
    {
        T sum = variance + T.CreateChecked(eps);
        return sum == T.Zero ? T.Zero : T.One / T.Sqrt(sum);
    }

    /// <summary>The i-th value of a channel, in the order n, h, w.</summary>
    protected static ref T At(NchwSpan<T> tensor, int c, int i)
    {
        (nint rest, nint w) = Math.DivRem((nint)i, tensor.W);
        (nint n, nint h) = Math.DivRem(rest, tensor.H);
        return ref tensor[n, c, h, w];
    }

    static T[] Values(NchwSpan<T> tensor, int c)
    {
        var values = new T[tensor.ValuesPerChannel];
        for (int i = 0; i < values.Length; i++)
            values[i] = At(tensor, c, i);
        return values;
    }

    static void Transform(NchwSpan<T> x, NchwSpan<T> y, int c, T mean, T factor, in AffineParameters<T> parameters)
    {
        T weight = parameters.Weight.IsEmpty ? T.One : parameters.Weight[c], bias = parameters.Bias.IsEmpty ? T.Zero : parameters.Bias[c];
        for (int i = 0; i < x.ValuesPerChannel; i++)
            At(y, c, i) = (At(x, c, i) - mean) * factor * weight + bias;
    }
}

/// <summary>Eval folded to a scale and a shift, as inference engines do it.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class FoldedEval<T> : PlainElement<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        NchwSpan<T> x = new(input), y = new(output);
        for (int c = 0; c < running.Mean.Length; c++)
        {
            double weight = parameters.Weight.IsEmpty ? 1 : double.CreateChecked(parameters.Weight[c]);
            double bias = parameters.Bias.IsEmpty ? 0 : double.CreateChecked(parameters.Bias[c]);
            double factor = weight / Math.Sqrt(running.Variance[c] + eps);
            T scale = T.CreateChecked(factor), shift = T.CreateChecked(bias - running.Mean[c] * factor);
            for (int i = 0; i < x.ValuesPerChannel; i++)
                At(y, c, i) = At(x, c, i) * scale + shift;
        }
    }
}

/// <summary>E[x²] - E[x]² in the element type: what cancels as soon as data have a mean.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class OnePassElement<T> : PlainElement<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override (T Mean, T Variance) Statistics(T[] values)
    {
        T sum = T.Zero, squares = T.Zero, count = T.CreateChecked(values.Length);
        foreach (T value in values)
            (sum, squares) = (sum + value, squares + value * value);
        return (sum / count, T.Max(T.Zero, squares / count - sum / count * (sum / count)));
    }
}

/// <summary>Divides by a root of 0 where eps is 0 and a channel is constant.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class UndefinedFactor<T> : PlainElement<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override T Factor(T variance, double eps) => T.One / T.Sqrt(variance + T.CreateChecked(eps));
}
