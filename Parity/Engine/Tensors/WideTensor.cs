namespace Parity.Tensors;

/// <summary>A tensor with its elements as doubles, and as places on the scale of its type: converted once for all that is measured of it.</summary>
/// <remarks>The tensor is not to change from then on. Several threads may measure at once.</remarks>
/// <param name="tensor">The tensor.</param>
sealed class WideTensor(DenseTensor tensor)
{
    readonly double[]? wide = tensor.DType == DType.Float64 ? null : tensor.ToDouble();
    long[]? places;

    /// <summary>The tensor itself.</summary>
    public DenseTensor Tensor => tensor;

    /// <summary>Its elements in row-major order.</summary>
    public ReadOnlySpan<double> Values => wide ?? (ReadOnlySpan<double>)tensor.Values<double>();

    /// <summary>Where its elements lie, by <see cref="Ulp.Places"/>.</summary>
    public ReadOnlySpan<long> Places => places ??= PlacesIn(tensor.DType);

    /// <summary>Where its elements lie once they are rounded to another type.</summary>
    public long[] PlacesIn(DType dtype) => Ulp.Places(dtype, Values);
}
