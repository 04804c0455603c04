namespace Parity.Tensors;

/// <summary>A tensor with its elements as doubles, and as places on the scale of its type: converted once for all that is measured of it.</summary>
/// <remarks>
/// The tensor is not to change from then on. Several threads may measure at once. Where it is disposed of, the next tensor
/// is converted in the same memory.
/// </remarks>
/// <param name="tensor">The tensor.</param>
sealed class WideTensor(DenseTensor tensor) : IDisposable
{
    double[]? wide = Widened(tensor);
    long[]? places;

    /// <summary>The tensor itself.</summary>
    public DenseTensor Tensor => tensor;

    /// <summary>Its elements in row-major order.</summary>
    /// <exception cref="InvalidOperationException">It was disposed of.</exception>
    public ReadOnlySpan<double> Values => wide is null ? tensor.Values<double>() : wide.AsSpan(0, tensor.Count);

    /// <summary>Where its elements lie, by <see cref="Ulp.Places"/>.</summary>
    public ReadOnlySpan<long> Places => (places ??= PlacesIn(tensor.DType)).AsSpan(0, tensor.Count);

    /// <summary>Where its elements lie once they are rounded to another type, in an array of <see cref="Scratch{T}"/>.</summary>
    public long[] PlacesIn(DType dtype)
    {
        long[] rented = Scratch<long>.Rent(tensor.Count);
        Ulp.Places(dtype, Values, rented.AsSpan(0, tensor.Count));
        return rented;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (wide is not null)
            Scratch<double>.Return(wide);
        if (places is not null)
            Scratch<long>.Return(places);
        (wide, places) = (null, null);
    }

    static double[]? Widened(DenseTensor tensor)
    {
        if (tensor.DType == DType.Float64)
            return null;
        double[] rented = Scratch<double>.Rent(tensor.Count);
        tensor.Widen(rented.AsSpan(0, tensor.Count));
        return rented;
    }
}
