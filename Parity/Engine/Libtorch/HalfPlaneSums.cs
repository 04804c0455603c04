using Parity.Reference.Kernels.Libtorch;

namespace Parity.Libtorch;

/// <summary>
/// Sums over contiguous planes of half the bits: eight lanes for the whole blocks of sixteen of each plane, a scalar for
/// what is left of it, all in float32 and across the batch.
/// </summary>
/// <param name="size">Extents of the batch.</param>
/// <param name="products">How products are added.</param>
/// <param name="types">The roundings.</param>
sealed class HalfPlaneSums(Extents size, Products products, HalfTypes types) : IDenseSums<float>
{
    const int Lanes = 8, Block = 16;

    /// <inheritdoc/>
    public Extents Size => size;

    /// <inheritdoc/>
    public bool FusesGradient(int channel) => products.Fused;

    /// <inheritdoc/>
    /// <remarks>Squares are taken about the mean before it is rounded.</remarks>
    public (float[] Mean, float[] Squares) Moments(ReadOnlySpan<float> x)
    {
        (float[] mean, float[] squares) = (new float[size.Channels], new float[size.Channels]);
        for (int c = 0; c < size.Channels; c++)
        {
            var sum = new Accumulators();
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<float> plane = x[size[block, c]];
                for (int i = 0; i < plane.Length; i++)
                    sum[i, plane.Length] += plane[i];
            }

            float unrounded = sum.Total / size.Count;
            sum = new Accumulators();
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<float> plane = x[size[block, c]];
                for (int i = 0; i < plane.Length; i++)
                {
                    float deviation = plane[i] - unrounded;
                    ref float lane = ref sum[i, plane.Length];
                    lane = products.Add(deviation, deviation, lane);
                }
            }

            (mean[c], squares[c]) = (types.Statistic(unrounded), types.Statistic(sum.Total));
        }

        return (mean, squares);
    }

    /// <inheritdoc/>
    public (double[] Sum, double[] Dot) OfGradients(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, float[] mean)
    {
        (double[] sums, double[] dots) = (new double[size.Channels], new double[size.Channels]);
        for (int c = 0; c < size.Channels; c++)
        {
            Accumulators sum = new(), dot = new();
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<float> values = x[size[block, c]], gradients = dy[size[block, c]];
                for (int i = 0; i < values.Length; i++)
                {
                    sum[i, values.Length] += gradients[i];
                    ref float lane = ref dot[i, values.Length];
                    lane = products.Add(values[i] - mean[c], gradients[i], lane);
                }
            }

            (sums[c], dots[c]) = (sum.Total, dot.Total);
        }

        return (sums, dots);
    }

    /// <summary>Eight lanes and a scalar.</summary>
    sealed class Accumulators
    {
        readonly float[] sums = new float[Lanes + 1];

        /// <summary>That of an element of a plane.</summary>
        public ref float this[int index, int length] => ref sums[index < length - length % Block ? index % Lanes : Lanes];

        /// <summary>The scalar and the lanes, these from left to right.</summary>
        public float Total
        {
            get
            {
                float lanes = sums[0];
                for (int lane = 1; lane < Lanes; lane++)
                    lanes += sums[lane];
                return sums[Lanes] + lanes;
            }
        }
    }
}
