using System.Numerics;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.Reference.Kernels;

/// <summary>A batch and its parameters, from a seed.</summary>
sealed class SeededBatch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly double deviation;

    public SeededBatch(int[] shape, double mean = 0.25, double deviation = 1, int seed = 1, bool affine = true)
    {
        (Shape, this.deviation) = (shape, deviation);
        int count = shape.Aggregate(1, (a, b) => a * b), channels = shape[1];
        Input = Fill(count, seed, 0, v => mean + deviation * v);
        GradOutput = Fill(count, seed, 1, v => v);
        Weight = affine ? Fill(channels, seed, 2, v => v + (v < 0 ? -0.5 : 0.5)) : [];
        Bias = affine ? Fill(channels, seed, 3, v => v) : [];

        // Running statistics are kept in the tensors' type.
        RunningMean = [.. Fill(channels, seed, 4, v => mean + deviation * v).Select(double.CreateChecked)];
        RunningVar = [.. Fill(channels, seed, 5, v => deviation * deviation * (0.5 + v * v)).Select(double.CreateChecked)];
    }

    public int[] Shape { get; }

    public double Eps { get; init; } = 1e-5;

    public T[] Input { get; }

    public T[] GradOutput { get; }

    public T[] Weight { get; }

    public T[] Bias { get; }

    public double[] RunningMean { get; }

    public double[] RunningVar { get; }

    /// <summary>Values of the batch in some memory order.</summary>
    public PlacedTensor<T> Placed(T[] values, StorageOrder order) => new(order.Placement(Shape), DenseTensor.From<T>(values, Shape));

    /// <summary>The size of what a quantity is rounded at: terms that may cancel count at their full size.</summary>
    public double ScaleOf(string quantity, double[] values)
    {
        double largest = values.Select(Math.Abs).Max();
        double LargestOf(T[] of) => of.Select(double.CreateChecked).Select(Math.Abs).DefaultIfEmpty(1).Max();
        return quantity switch
        {
            "output" or "eval output" => largest + LargestOf(Bias),
            "grad_input" => largest + 4 * LargestOf(Weight) / deviation,
            "grad_weight" or "eval grad_weight" or "grad_bias" => largest + Math.Sqrt(Input.Length / Shape[1]),
            _ => Math.Max(largest, 1e-30),
        };
    }

    static T[] Fill(int count, int seed, int stream, Func<double, double> value)
    {
        var random = new CounterRandom(seed, stream);
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = T.CreateChecked(value(random.Normal(i)));
        return values;
    }
}
