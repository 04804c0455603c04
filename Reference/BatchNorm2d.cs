using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Reference;

/// <summary>torch's <c>nn.BatchNorm2d</c>: (N, C, H, W), reduced over N, H and W.</summary>
/// <param name="numFeatures">C, the number of channels.</param>
/// <param name="options">torch's constructor options; null for its defaults.</param>
/// <param name="kernel">The arithmetic; null for <see cref="Kernels.ManualKernel{T}"/>.</param>
/// <typeparam name="T">Element type.</typeparam>
public sealed class BatchNorm2d<T>(
    int numFeatures, BatchNormOptions? options = null, IBatchNormKernel<T>? kernel = null)
    : BatchNorm<T>(numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override void CheckRank(int rank)
    {
        if (rank != 4)
            throw new ArgumentException($"expected 4D input (got {rank}D input)");
    }
}
