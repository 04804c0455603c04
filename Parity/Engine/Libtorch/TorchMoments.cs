using System.Numerics;
using Parity.Cases;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Libtorch;

/// <summary><c>torch.mean</c> and the biased <c>torch.var</c> of every channel of a dense batch.</summary>
/// <param name="conditions">The library's.</param>
/// <param name="c">The case that the batch is of.</param>
sealed class TorchMoments(LibtorchConditions conditions, BatchNormCase c)
{
    /// <summary>The mean: a cascade sum over the number of values.</summary>
    /// <param name="x">The batch.</param>
    public T[] Mean<T>(Batch<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MemoryOrder dense = x.Order.IsContiguous ? x.Order : MemoryOrder.RowMajor(x.Order.Lengths);
        var sums = new ChannelSums<T>(dense.Lengths, dense.Strides, SumVectors.Of<T>());
        T[] mean = sums.Of(InTorchOrder(x), x.Logical.Channels, conditions.Threads);
        foreach (ref T value in mean.AsSpan())
            value /= T.CreateChecked(x.Logical.Count);
        return mean;
    }

    /// <summary>The variance in double.</summary>
    /// <param name="x">The batch.</param>
    /// <param name="isHalf">Whether its values have half the bits.</param>
    public double[] Variance<T>(Batch<T> x, bool isHalf)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Logical.Channels > 1)
            return [.. Enumerable.Range(0, x.Logical.Channels).Select(channel => Updated(x, channel).Variance)];
        if (!isHalf)
            return [InParts<T>(InTorchOrder(x), double.CreateChecked(Mean(x)[0]))];
        return [Combined(x)];
    }

    // In row-major order of torch's dimensions.
    T[] InTorchOrder<T>(Batch<T> x)
        where T : unmanaged
    {
        if (!c.IsTransposed)
            return x.Values;
        var ordered = new T[x.Values.Length];
        var torch = Extents.Of(c.TorchShape);
        for (int i = 0; i < ordered.Length; i++)
        {
            (int row, int channel) = Math.DivRem(i, torch.Channels);
            (int block, int place) = Math.DivRem(row, torch.Plane);
            ordered[(block * torch.Channels + channel) * torch.Plane + place] = x.Values[i];
        }

        return ordered;
    }

    // One channel: squares about the mean, a sum for every thread.
    double InParts<T>(ReadOnlySpan<T> x, double mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        foreach ((int begin, int end) in ThreadRanges.Of(x.Length, conditions.Threads, ThreadRanges.Grain))
        {
            double sum = 0;
            foreach (T value in x[begin..end])
            {
                double deviation = double.CreateChecked(value) - mean;
                sum += deviation * deviation;
            }

            total += sum;
        }

        return total / x.Length;
    }

    double Combined<T>(Batch<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Welford total = default;
        foreach ((int begin, int end) in ThreadRanges.Of(x.Values.Length, conditions.Threads, ThreadRanges.Grain))
        {
            Welford part = default;
            part.Add<T>(InTorchOrder(x).AsSpan(begin..end), conditions.Products);
            total = total.With(part);
        }

        return total.Variance;
    }

    Welford Updated<T>(Batch<T> x, int channel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Welford moments = default;
        for (int block = 0; block < x.Logical.Blocks; block++)
            moments.Add<T>(x.Values.AsSpan(x.Logical[block, channel]), conditions.Products);
        return moments;
    }

    /// <summary>Mean and squares about it, brought up to date value by value (Welford, 1962).</summary>
    struct Welford
    {
        double mean, squares;
        long count;

        public readonly double Variance => squares / count;

        public void Add<T>(ReadOnlySpan<T> values, Products products)
            where T : IBinaryFloatingPointIeee754<T>
        {
            foreach (T value in values)
            {
                double x = double.CreateChecked(value), delta = x - mean;
                mean += delta / ++count;
                squares = products.Add(delta, x - mean, squares);
            }
        }

        /// <summary>The moments of both parts together.</summary>
        public readonly Welford With(Welford other)
        {
            if (count == 0)
                return other;
            double delta = other.mean - mean, all = count + other.count, share = other.count / all;
            return new()
            {
                mean = mean + delta * share,
                squares = squares + other.squares + delta * delta * count * share,
                count = count + other.count,
            };
        }
    }
}
