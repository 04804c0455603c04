using System.Numerics;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>A real module underneath a planted defect; takes the ranks of torch's 1d and 2d modules.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class PlantedModule<T>(int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
    : BatchNorm<T>(numFeatures, options, kernel)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected sealed override void CheckRank(int rank)
    {
        if (dimensions == 1 ? rank is not (2 or 3) : rank != 4)
            throw new ArgumentException($"expected {(dimensions == 1 ? "2D or 3D" : "4D")} input (got {rank}D input)");
    }
}
