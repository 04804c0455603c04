using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Reference;

/// <summary>torch's <c>nn.BatchNorm1d</c>: (N, C) or (N, C, L), reduced over all but C.</summary>
/// <param name="numFeatures">C, the number of channels.</param>
/// <param name="options">torch's constructor options; null for its defaults.</param>
/// <param name="kernel">The arithmetic; null for <see cref="Kernels.ManualKernel{T}"/>.</param>
/// <typeparam name="T">Element type.</typeparam>
public sealed class BatchNorm1d<T>(
    int numFeatures, BatchNormOptions? options = null, IBatchNormKernel<T>? kernel = null)
    : BatchNorm<T>(numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override void CheckRank(int rank)
    {
        if (rank is not (2 or 3))
            throw new ArgumentException($"expected 2D or 3D input (got {rank}D input)");
    }
}
