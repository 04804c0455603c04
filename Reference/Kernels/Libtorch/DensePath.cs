using System.Numerics;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>float32 and float64 in memory without gaps.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="sums">Sums over planes or over rows.</param>
/// <param name="products">How products are added.</param>
sealed class DensePath<T>(IDenseSums<T> sums, Products products) : IPath<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Extents size = sums.Size;

    /// <inheritdoc/>
    public Normalised<T> Train(Batch<T> x, ChannelParameters<T> parameters, ForwardOptions options)
    {
        (T[] mean, T[] squares) = sums.Moments(x.Dense);
        var inverseStd = new T[size.Channels];
        var variance = new double[size.Channels];
        for (int c = 0; c < size.Channels; c++)
        {
            variance[c] = double.CreateChecked(squares[c] / T.CreateChecked(size.Count));
            inverseStd[c] = Factor.OfBatch<T>(variance[c], options.Eps);
            Update(parameters, c, mean[c], squares[c], T.CreateChecked(options.Momentum));
        }

        return new(Transformed(x, mean, inverseStd, parameters), mean, inverseStd, variance);
    }

    /// <inheritdoc/>
    public T[] Eval(Batch<T> x, ChannelParameters<T> parameters, double eps)
    {
        T[] inverseStd = Array.ConvertAll(parameters.RunningVar!, variance => T.One / T.Sqrt(variance + T.CreateChecked(eps)));
        return Transformed(x, parameters.RunningMean!, inverseStd, parameters);
    }

    /// <inheritdoc/>
    public T[] InverseStdOfEval(T[] runningVar, double eps) =>
        Array.ConvertAll(runningVar, variance => Factor.OfGiven<T>(double.CreateChecked(variance), eps));

    /// <inheritdoc/>
    public Slopes<T> Backward(Batch<T> x, Batch<T> dy, (T[] Mean, T[] InverseStd) statistics, T[] weight, bool ofBatch)
    {
        (double[] sum, double[] dot) = sums.OfGradients(x.Dense, dy.Dense, statistics.Mean);
        T[] dx = GC.AllocateUninitializedArray<T>(size.Length);
        for (int c = 0; c < size.Channels; c++)
            if (ofBatch)
                ThroughStatistics(x.Dense, dy.Dense, c, (statistics.Mean[c], statistics.InverseStd[c], weight[c]), (sum[c], dot[c]), dx);
            else
                Scaled(dy.Dense, c, statistics.InverseStd[c], weight[c], dx);
        var dw = new T[size.Channels];
        for (int c = 0; c < dw.Length; c++)
            dw[c] = T.CreateChecked(dot[c] * double.CreateChecked(statistics.InverseStd[c]));
        return new(x.FromMemory(dx), dw, Array.ConvertAll(sum, T.CreateChecked));
    }

    // The mean in the element type throughout; of the variance only the sum is taken in double.
    void Update(ChannelParameters<T> parameters, int c, T mean, T squares, T momentum)
    {
        if (parameters is not { RunningMean: { } runningMean, RunningVar: { } runningVar })
            return;
        T keep = T.One - momentum, unbiased = squares / T.CreateChecked(size.Count - 1);
        runningMean[c] = momentum * mean + keep * runningMean[c];
        runningVar[c] = T.CreateChecked(
            double.CreateChecked(momentum) * double.CreateChecked(unbiased) + double.CreateChecked(keep * runningVar[c]));
    }

    /// <summary>y = x·alpha + beta.</summary>
    public T[] Transformed(Batch<T> x, T[] mean, T[] inverseStd, ChannelParameters<T> parameters)
    {
        ReadOnlySpan<T> input = x.Dense;
        T[] output = GC.AllocateUninitializedArray<T>(input.Length);
        for (int c = 0; c < size.Channels; c++)
        {
            T alpha = inverseStd[c] * parameters.Weight[c], beta = products.Add(-mean[c], alpha, parameters.Bias[c]);
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<T> from = input[size[block, c]];
                Span<T> to = output.AsSpan(size[block, c]);
                for (int i = 0; i < from.Length; i++)
                    to[i] = products.Add(from[i], alpha, beta);
            }
        }

        return x.FromMemory(output);
    }

    // dx = (dy - mean(dy) - (x - mean)·k)·invStd·weight, with k = Σdy·(x - mean)·invStd²/n.
    void ThroughStatistics(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, int c, (T Mean, T InverseStd, T Weight) channel, (double Sum, double Dot) reduced, T[] dx)
    {
        T k = T.CreateChecked(reduced.Dot) * channel.InverseStd * channel.InverseStd / T.CreateChecked(size.Count);
        T meanOfGrad = T.CreateChecked(reduced.Sum / size.Count);
        var added = new Products(sums.FusesGradient(c));
        for (int block = 0; block < size.Blocks; block++)
        {
            ReadOnlySpan<T> values = x[size[block, c]], gradients = dy[size[block, c]];
            Span<T> to = dx.AsSpan(size[block, c]);
            for (int i = 0; i < to.Length; i++)
                to[i] = added.Add(-(values[i] - channel.Mean), k, gradients[i] - meanOfGrad) * channel.InverseStd * channel.Weight;
        }
    }

    void Scaled(ReadOnlySpan<T> dy, int c, T inverseStd, T weight, T[] dx)
    {
        for (int block = 0; block < size.Blocks; block++)
        {
            ReadOnlySpan<T> gradients = dy[size[block, c]];
            Span<T> to = dx.AsSpan(size[block, c]);
            for (int i = 0; i < to.Length; i++)
                to[i] = gradients[i] * inverseStd * weight;
        }
    }
}
