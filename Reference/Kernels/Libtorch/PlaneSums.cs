using System.Numerics;
using System.Runtime.CompilerServices;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>Sums over contiguous planes: every channel by itself, in double; gradients in vectors, plane by plane.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="size">Extents of the batch.</param>
/// <param name="products">How products are added.</param>
sealed class PlaneSums<T>(Extents size, Products products) : IDenseSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static readonly bool isDouble = Unsafe.SizeOf<T>() == sizeof(double);
    static readonly int lanes = SumVectors.Of<T>().Lanes;

    /// <inheritdoc/>
    public Extents Size => size;

    /// <inheritdoc/>
    public bool FusesGradient(int channel) => products.Fused;

    /// <inheritdoc/>
    public (T[] Mean, T[] Squares) Moments(ReadOnlySpan<T> x)
    {
        (T[] mean, T[] squares) = (new T[size.Channels], new T[size.Channels]);
        for (int c = 0; c < size.Channels; c++)
        {
            double sum = 0;
            for (int block = 0; block < size.Blocks; block++)
                foreach (T value in x[size[block, c]])
                    sum += double.CreateChecked(value);
            mean[c] = T.CreateChecked(sum / size.Count);

            sum = 0;
            for (int block = 0; block < size.Blocks; block++)
                sum = AddSquares(x[size[block, c]], mean[c], sum);
            squares[c] = T.CreateChecked(sum);
        }

        return (mean, squares);
    }

    /// <inheritdoc/>
    public (double[] Sum, double[] Dot) OfGradients(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, T[] mean)
    {
        (double[] sums, double[] dots) = (new double[size.Channels], new double[size.Channels]);
        for (int block = 0; block < size.Blocks; block++)
            for (int c = 0; c < size.Channels; c++)
            {
                (T sum, T dot) = OfPlane(x[size[block, c]], dy[size[block, c]], mean[c]);
                sums[c] += double.CreateChecked(sum);
                dots[c] += double.CreateChecked(dot);
            }

        return (sums, dots);
    }

    // Squares are rounded to the element type; doubles beyond the last whole group of four are fused with the sum.
    double AddSquares(ReadOnlySpan<T> plane, T mean, double sum)
    {
        int rounded = isDouble ? plane.Length / lanes * lanes : plane.Length;
        foreach (T value in plane[..rounded])
        {
            T deviation = value - mean;
            sum += double.CreateChecked(deviation * deviation);
        }

        foreach (T value in plane[rounded..])
        {
            double deviation = double.CreateChecked(value - mean);
            sum = products.Add(deviation, deviation, sum);
        }

        return sum;
    }

    (T Sum, T Dot) OfPlane(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, T mean)
    {
        bool isShort = x.Length < lanes;
        int columns = isShort ? 1 : lanes;
        Products added = isShort ? new(Fused: false) : products;
        Span<T> sums = stackalloc T[columns], dots = stackalloc T[columns];
        for (int lane = 0; lane < columns; lane++)
            (sums[lane], dots[lane]) = (dy[lane], (x[lane] - mean) * dy[lane]);
        int i = columns;
        for (; i <= x.Length - columns; i += columns)
            for (int lane = 0; lane < columns; lane++)
            {
                sums[lane] += dy[i + lane];
                dots[lane] = added.Add(x[i + lane] - mean, dy[i + lane], dots[lane]);
            }

        for (int lane = 0; i + lane < x.Length; lane++)
        {
            sums[lane] += dy[i + lane];
            dots[lane] = added.Add(x[i + lane] - mean, dy[i + lane], dots[lane]);
        }

        return (Folded(sums), Folded(dots));
    }

    // Eight floats are folded in halves where the build has AVX2's shuffles, everything else from left to right.
    T Folded(ReadOnlySpan<T> v)
    {
        if (v.Length == 8 && products.Fused)
            return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
        T sum = v[0];
        foreach (T lane in v[1..])
            sum += lane;
        return sum;
    }
}
