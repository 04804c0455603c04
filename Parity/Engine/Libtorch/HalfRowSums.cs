using Parity.Reference.Kernels.Libtorch;

namespace Parity.Libtorch;

/// <summary>Sums over rows of channels of half the bits: one in float32 for every channel and thread, threads added in float32.</summary>
/// <param name="size">Extents of the batch.</param>
/// <param name="threads">Threads of the library.</param>
/// <param name="products">How products are added.</param>
/// <param name="types">The roundings.</param>
sealed class HalfRowSums(Extents size, int threads, Products products, HalfTypes types) : IDenseSums<float>
{
    readonly int rows = size.Count, channels = size.Channels;

    /// <inheritdoc/>
    public Extents Size { get; } = size.AsRows;

    /// <inheritdoc/>
    public bool FusesGradient(int channel) => products.Fused;

    /// <inheritdoc/>
    /// <remarks>Squares are taken about the mean after it is rounded.</remarks>
    public (float[] Mean, float[] Squares) Moments(ReadOnlySpan<float> x)
    {
        float[] mean = OverThreads(x, (values, sums) =>
        {
            for (int c = 0; c < channels; c++)
                sums[c] += values[c];
        });
        foreach (ref float value in mean.AsSpan())
            value = types.Statistic(value / rows);
        float[] squares = OverThreads(x, (values, sums) =>
        {
            for (int c = 0; c < channels; c++)
            {
                float deviation = values[c] - mean[c];
                sums[c] = products.Add(deviation, deviation, sums[c]);
            }
        });
        return (mean, Array.ConvertAll(squares, types.Statistic));
    }

    /// <inheritdoc/>
    public (double[] Sum, double[] Dot) OfGradients(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, float[] mean)
    {
        (float[] sums, float[] dots) = (new float[channels], new float[channels]);
        foreach ((int begin, int end) in ThreadRanges.Of(rows, threads))
        {
            (float[] sum, float[] dot) = (new float[channels], new float[channels]);
            for (int i = begin * channels; i < end * channels; i++)
            {
                int c = i % channels;
                sum[c] += dy[i];
                dot[c] = products.Add(x[i] - mean[c], dy[i], dot[c]);
            }

            AddTo(sums, sum);
            AddTo(dots, dot);
        }

        return (Array.ConvertAll(sums, sum => (double)sum), Array.ConvertAll(dots, dot => (double)dot));
    }

    float[] OverThreads(ReadOnlySpan<float> x, AddRow add)
    {
        var totals = new float[channels];
        foreach ((int begin, int end) in ThreadRanges.Of(rows, threads))
        {
            var sums = new float[channels];
            for (int row = begin; row < end; row++)
                add(x.Slice(row * channels, channels), sums);
            AddTo(totals, sums);
        }

        return totals;
    }

    static void AddTo(float[] totals, float[] sums)
    {
        for (int c = 0; c < totals.Length; c++)
            totals[c] += sums[c];
    }

    delegate void AddRow(ReadOnlySpan<float> values, float[] sums);
}
