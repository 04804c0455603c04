using System.Numerics;
using System.Runtime.InteropServices;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>
/// float32 and float64 with any other strides: baseline code, in which no product is fused, over the order of
/// <see cref="StridedLoop"/>.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="conditions">The library's.</param>
sealed class StridedPath<T>(LibtorchConditions conditions) : IPath<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Normalised<T> Train(Batch<T> x, ChannelParameters<T> parameters, ForwardOptions options)
    {
        int count = x.Logical.Count;
        T[] mean = Sums(x), inverseStd = new T[mean.Length];
        var variance = new double[mean.Length];
        int[] places = StridedLoop.OverChannel(x.Order.Lengths, x.Order.Strides)[0];
        for (int c = 0; c < mean.Length; c++)
        {
            mean[c] /= T.CreateChecked(count);
            double squares = Squares(x, c, places, double.CreateChecked(mean[c]));
            variance[c] = squares / count;
            inverseStd[c] = Factor.OfBatch<T>(variance[c], options.Eps);
            if (parameters is not { RunningMean: { } runningMean, RunningVar: { } runningVar })
                continue;
            runningMean[c] = Updated(runningMean[c], double.CreateChecked(mean[c]), options.Momentum);
            runningVar[c] = Updated(runningVar[c], squares / (count - 1), options.Momentum);
        }

        return new(Transformed(x, mean, inverseStd, parameters), mean, inverseStd, variance);
    }

    /// <inheritdoc/>
    public T[] Eval(Batch<T> x, ChannelParameters<T> parameters, double eps)
    {
        T[] inverseStd = Array.ConvertAll(parameters.RunningVar!, variance => variance + T.CreateChecked(eps));
        Root(inverseStd);
        foreach (ref T value in inverseStd.AsSpan())
            value = T.One / value;
        return Transformed(x, parameters.RunningMean!, inverseStd, parameters);
    }

    /// <inheritdoc/>
    public T[] InverseStdOfEval(T[] runningVar, double eps) =>
        Array.ConvertAll(runningVar, variance => Factor.OfGiven<T>(double.CreateChecked(variance), eps));

    /// <inheritdoc/>
    public Slopes<T> Backward(Batch<T> x, Batch<T> dy, (T[] Mean, T[] InverseStd) statistics, T[] weight, bool ofBatch)
    {
        Extents size = x.Logical;
        T[] sums = Sums(dy), dw = new T[size.Channels], dx = GC.AllocateUninitializedArray<T>(size.Length);
        int[][] places = StridedLoop.OverChannel(x.Order.Lengths, x.Order.Strides, dy.Order.Strides);
        T count = T.CreateChecked(size.Count);
        for (int c = 0; c < size.Channels; c++)
        {
            (T mean, T inverseStd) = (statistics.Mean[c], statistics.InverseStd[c]);
            double dot = Dot(x, dy, c, places, mean);
            dw[c] = T.CreateChecked(dot * double.CreateChecked(inverseStd));
            T k = T.CreateChecked(dot) * inverseStd * inverseStd / count, meanOfGrad = sums[c] / count;
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<T> values = x.Values.AsSpan(size[block, c]), gradients = dy.Values.AsSpan(size[block, c]);
                Span<T> to = dx.AsSpan(size[block, c]);
                for (int i = 0; i < to.Length; i++)
                    to[i] = ofBatch
                        ? (gradients[i] - meanOfGrad - (values[i] - mean) * k) * inverseStd * weight[c]
                        : gradients[i] * inverseStd * weight[c];
            }
        }

        return new(dx, dw, sums);
    }

    void Root(Span<T> values)
    {
        if (typeof(T) == typeof(double))
            conditions.Root.Apply(MemoryMarshal.Cast<T, double>(values));
        else
            conditions.Root.Apply(MemoryMarshal.Cast<T, float>(values));
    }

    T[] Sums(Batch<T> x) =>
        new ChannelSums<T>(x.Order.Lengths, x.Order.Strides, SumVectors.Of<T>())
            .Of(x.Storage.AsSpan(x.Offset), x.Logical.Channels, conditions.Threads);

    static double Squares(Batch<T> x, int c, int[] places, double mean)
    {
        int first = x.Offset + c * x.Order.Strides[1];
        double sum = 0;
        foreach (int place in places)
        {
            double deviation = double.CreateChecked(x.Storage[first + place]) - mean;
            sum += deviation * deviation;
        }

        return sum;
    }

    static double Dot(Batch<T> x, Batch<T> dy, int c, int[][] places, T mean)
    {
        int first = x.Offset + c * x.Order.Strides[1], firstOfGrad = dy.Offset + c * dy.Order.Strides[1];
        double sum = 0;
        for (int i = 0; i < places[0].Length; i++)
            sum += double.CreateChecked((x.Storage[first + places[0][i]] - mean) * dy.Storage[firstOfGrad + places[1][i]]);
        return sum;
    }

    // The momentum stays a double.
    static T Updated(T running, double batch, double momentum) =>
        T.CreateChecked(momentum * batch + (1 - momentum) * double.CreateChecked(running));

    static T[] Transformed(Batch<T> x, T[] mean, T[] inverseStd, ChannelParameters<T> parameters)
    {
        Extents size = x.Logical;
        T[] output = GC.AllocateUninitializedArray<T>(size.Length);
        for (int c = 0; c < size.Channels; c++)
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<T> from = x.Values.AsSpan(size[block, c]);
                Span<T> to = output.AsSpan(size[block, c]);
                for (int i = 0; i < to.Length; i++)
                    to[i] = (from[i] - mean[c]) * inverseStd[c] * parameters.Weight[c] + parameters.Bias[c];
            }

        return output;
    }
}
