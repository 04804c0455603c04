using System.Numerics;
using System.Runtime.CompilerServices;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>Sums over rows of channels: a sum of the element type for every channel and thread, threads added in double.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="size">Extents of the batch.</param>
/// <param name="threads">Threads of the library.</param>
/// <param name="products">How products are added.</param>
sealed class RowSums<T>(Extents size, int threads, Products products) : IDenseSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static readonly bool isDouble = Unsafe.SizeOf<T>() == sizeof(double);

    readonly int rows = size.Count, channels = size.Channels;

    /// <inheritdoc/>
    public Extents Size { get; } = size.AsRows;

    /// <inheritdoc/>
    /// <remarks>The compiler left doubles unfused in what remains of a row after whole vectors.</remarks>
    public bool FusesGradient(int channel) =>
        products.Fused && !(isDouble && channel >= channels - channels % SumVectors.Of<T>().Lanes);

    /// <inheritdoc/>
    public (T[] Mean, T[] Squares) Moments(ReadOnlySpan<T> x)
    {
        if (rows <= threads)
            return threads == 1 || channels is <= 16 or > 2048 ? Alone(x) : InDouble(x);
        var mean = new T[channels];
        double[] sums = OverThreads(x, (values, sum) =>
        {
            for (int c = 0; c < values.Length; c++)
                sum[c] += values[c];
        });
        for (int c = 0; c < channels; c++)
            mean[c] = T.CreateChecked(sums[c] / rows);
        double[] squares = OverThreads(x, (values, sum) => AddSquares(values, mean, sum));
        return (mean, Rounded(squares));
    }

    /// <inheritdoc/>
    public (double[] Sum, double[] Dot) OfGradients(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, T[] mean)
    {
        (double[] sums, double[] dots) = (new double[channels], new double[channels]);
        foreach ((int begin, int end) in ThreadRanges.Of(rows, threads))
        {
            (T[] sum, T[] dot) = (new T[channels], new T[channels]);
            for (int row = begin; row < end; row++)
            {
                ReadOnlySpan<T> values = x.Slice(row * channels, channels), gradients = dy.Slice(row * channels, channels);
                for (int c = 0; c < channels; c++)
                {
                    sum[c] += gradients[c];
                    dot[c] = products.Add(values[c] - mean[c], gradients[c], dot[c]);
                }
            }

            AddTo(sums, sum);
            AddTo(dots, dot);
        }

        return (Widened(Rounded(sums)), Widened(Rounded(dots)));
    }

    // Not more rows than threads, few channels or very many: one sum of the element type.
    (T[] Mean, T[] Squares) Alone(ReadOnlySpan<T> x)
    {
        (T[] mean, T[] squares) = (new T[channels], new T[channels]);
        for (int i = 0; i < x.Length; i++)
            mean[i % channels] += x[i];
        foreach (ref T value in mean.AsSpan())
            value /= T.CreateChecked(rows);
        for (int row = 0; row < rows; row++)
            AddSquares(x.Slice(row * channels, channels), mean, squares);
        return (mean, squares);
    }

    // Not more rows than threads, and channels enough to be shared out: as contiguous planes have it.
    (T[] Mean, T[] Squares) InDouble(ReadOnlySpan<T> x)
    {
        (T[] mean, T[] squares) = (new T[channels], new T[channels]);
        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            for (int row = 0; row < rows; row++)
                sum += double.CreateChecked(x[row * channels + c]);
            mean[c] = T.CreateChecked(sum / rows);

            sum = 0;
            for (int row = 0; row < rows; row++)
            {
                T deviation = x[row * channels + c] - mean[c];
                sum = isDouble ? products.Add(double.CreateChecked(deviation), double.CreateChecked(deviation), sum)
                    : sum + double.CreateChecked(deviation * deviation);
            }

            squares[c] = T.CreateChecked(sum);
        }

        return (mean, squares);
    }

    void AddSquares(ReadOnlySpan<T> values, T[] mean, Span<T> sums)
    {
        for (int c = 0; c < values.Length; c++)
        {
            T deviation = values[c] - mean[c];
            sums[c] = products.Add(deviation, deviation, sums[c]);
        }
    }

    double[] OverThreads(ReadOnlySpan<T> x, AddRow add)
    {
        var totals = new double[channels];
        foreach ((int begin, int end) in ThreadRanges.Of(rows, threads))
        {
            var sums = new T[channels];
            for (int row = begin; row < end; row++)
                add(x.Slice(row * channels, channels), sums);
            AddTo(totals, sums);
        }

        return totals;
    }

    static void AddTo(double[] totals, T[] sums)
    {
        for (int c = 0; c < totals.Length; c++)
            totals[c] += double.CreateChecked(sums[c]);
    }

    static T[] Rounded(double[] values) => Array.ConvertAll(values, T.CreateChecked);

    static double[] Widened(T[] values) => Array.ConvertAll(values, double.CreateChecked);

    delegate void AddRow(ReadOnlySpan<T> values, Span<T> sums);
}
