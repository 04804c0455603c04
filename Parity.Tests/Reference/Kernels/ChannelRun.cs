using System.Numerics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

/// <summary>What a kernel makes of one channel, given and returned in double.</summary>
sealed class ChannelRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly T[] x, dy, weight, bias, output, gradInput;
    readonly T[] gradWeight = new T[1], gradBias = new T[1];
    readonly double[] mean = new double[1], variance = new double[1];

    ChannelRun(double[] x, double[] dy, double weight, double bias)
    {
        (this.x, this.dy, this.weight, this.bias) = (Narrow(x), Narrow(dy), Narrow([weight]), Narrow([bias]));
        (output, gradInput) = (new T[x.Length], new T[x.Length]);
    }

    public double Mean => mean[0];

    public double Variance => variance[0];

    public double[] Output => Widen(output);

    public double[] GradInput => Widen(gradInput);

    public double GradWeight => double.CreateChecked(gradWeight[0]);

    public double GradBias => double.CreateChecked(gradBias[0]);

    ChannelStatistics Statistics => new(mean, variance);

    public static ChannelRun<T> Training(
        IBatchNormKernel<T> kernel, double[] x, double[] dy, (double Weight, double Bias) affine, double eps)
    {
        var run = new ChannelRun<T>(x, dy, affine.Weight, affine.Bias);
        kernel.ForwardTraining(
            Read(run.x), new AffineParameters<T>(run.weight, run.bias), eps, Write(run.output), run.Statistics);
        run.Backward(kernel, eps, training: true);
        return run;
    }

    public static ChannelRun<T> Eval(
        IBatchNormKernel<T> kernel,
        double[] x,
        double[] dy,
        (double Weight, double Bias) affine,
        (double Mean, double Variance, double Eps) given)
    {
        var run = new ChannelRun<T>(x, dy, affine.Weight, affine.Bias);
        (run.mean[0], run.variance[0]) = (given.Mean, given.Variance);
        kernel.ForwardEval(
            Read(run.x), new AffineParameters<T>(run.weight, run.bias), run.Statistics, given.Eps, Write(run.output));
        run.Backward(kernel, given.Eps, training: false);
        return run;
    }

    void Backward(IBatchNormKernel<T> kernel, double eps, bool training)
    {
        var pass = new ForwardPass<T> { GradOutput = Read(dy), Input = Read(x), Weight = weight, Statistics = Statistics };
        var gradients = new Gradients<T> { GradInput = Write(gradInput), GradWeight = gradWeight, GradBias = gradBias };
        kernel.Backward(pass, eps, training, gradients);
    }

    static ReadOnlyTensorSpan<T> Read(T[] values) => new(values, [values.Length, 1]);

    static TensorSpan<T> Write(T[] values) => new(values, [values.Length, 1]);

    static T[] Narrow(double[] values) => [.. values.Select(T.CreateChecked)];

    static double[] Widen(T[] values) => [.. values.Select(double.CreateChecked)];
}
