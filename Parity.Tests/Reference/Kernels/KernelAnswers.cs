using System.Numerics;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Tests.Reference.Kernels;

/// <summary>Everything that a kernel computes for one batch, in logical order.</summary>
sealed record KernelAnswers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public required T[] Output { get; init; }

    public required T[] EvalOutput { get; init; }

    public required T[] GradInput { get; init; }

    public required T[] GradWeight { get; init; }

    public required T[] GradBias { get; init; }

    public required T[] EvalGradInput { get; init; }

    public required T[] EvalGradWeight { get; init; }

    public required double[] Mean { get; init; }

    public required double[] Variance { get; init; }

    /// <summary>Runs forward and backward in both modes; results are pre-filled with NaN.</summary>
    public static KernelAnswers<T> Of(
        IBatchNormKernel<T> kernel, SeededBatch<T> batch, StorageOrder input, StorageOrder gradient, StorageOrder result)
    {
        int[] shape = batch.Shape;
        int channels = shape[1];
        PlacedTensor<T> x = batch.Placed(batch.Input, input), dy = batch.Placed(batch.GradOutput, gradient);
        PlacedTensor<T> Fresh() => new(result.Placement(shape));
        PlacedTensor<T> y = Fresh(), evalY = Fresh(), dx = Fresh(), evalDx = Fresh();
        double[] mean = new double[channels], variance = new double[channels];
        T[] dw = new T[channels], db = new T[channels], evalDw = new T[channels];

        var parameters = new AffineParameters<T>(batch.Weight, batch.Bias);
        var statistics = new ChannelStatistics(mean, variance);
        var running = new ChannelStatistics(batch.RunningMean, batch.RunningVar);
        kernel.ForwardTraining(x.Input, parameters, batch.Eps, y.Output, statistics);
        kernel.ForwardEval(x.Input, parameters, running, batch.Eps, evalY.Output);
        kernel.Backward(
            new() { GradOutput = dy.Input, Input = x.Input, Weight = batch.Weight, Statistics = statistics },
            batch.Eps,
            true,
            new() { GradInput = dx.Output, GradWeight = dw, GradBias = db });
        kernel.Backward(
            new() { GradOutput = dy.Input, Input = x.Input, Weight = batch.Weight, Statistics = running },
            batch.Eps,
            false,
            new() { GradInput = evalDx.Output, GradWeight = evalDw });
        Assert.False(x.IsDisturbed || dy.IsDisturbed, "an input was written");
        return new()
        {
            Output = Values(y),
            EvalOutput = Values(evalY),
            GradInput = Values(dx),
            GradWeight = dw,
            GradBias = db,
            EvalGradInput = Values(evalDx),
            EvalGradWeight = evalDw,
            Mean = mean,
            Variance = variance,
        };
    }

    public static KernelAnswers<T> Of(IBatchNormKernel<T> kernel, SeededBatch<T> batch, StorageOrder order = default) =>
        Of(kernel, batch, order, order, order);

    /// <summary>Every number, widened; NaN is one value whatever its payload.</summary>
    public IEnumerable<(string Name, double[] Values)> Quantities =>
    [
        ("output", Widen(Output)),
        ("eval output", Widen(EvalOutput)),
        ("grad_input", Widen(GradInput)),
        ("grad_weight", Widen(GradWeight)),
        ("grad_bias", Widen(GradBias)),
        ("eval grad_input", Widen(EvalGradInput)),
        ("eval grad_weight", Widen(EvalGradWeight)),
        ("mean", Mean),
        ("variance", Variance),
    ];

    /// <summary>The bits of every number.</summary>
    public long[] Bits()
    {
        double[][] all = [.. Quantities.Select(q => q.Values)];
        long[] bits = new long[all.Sum(values => values.Length)];
        int next = 0;
        foreach (double[] values in all)
            foreach (double v in values)
                bits[next++] = BitConverter.DoubleToInt64Bits(double.IsNaN(v) ? double.NaN : v);
        return bits;
    }

    /// <summary>The values in logical order; fails where foreign memory was written.</summary>
    static T[] Values(PlacedTensor<T> result)
    {
        Assert.False(result.IsDisturbed, "foreign memory was written");
        return result.ToDense().Values<T>().ToArray();
    }

    static double[] Widen(T[] values) => Array.ConvertAll(values, double.CreateChecked);
}
