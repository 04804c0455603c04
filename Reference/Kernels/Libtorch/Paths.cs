using System.Numerics;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>The ways of float32 and float64.</summary>
static class Paths
{
    /// <summary>The code of a way through a batch.</summary>
    /// <param name="way">The way.</param>
    /// <param name="size">Extents of the batch in torch's order of dimensions.</param>
    /// <param name="conditions">The library's.</param>
    public static IPath<T> Of<T>(LibtorchWay way, Extents size, LibtorchConditions conditions)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => way switch
        {
            LibtorchWay.Planes => new DensePath<T>(new PlaneSums<T>(size, conditions.Products), conditions.Products),
            LibtorchWay.Rows => new DensePath<T>(new RowSums<T>(size, conditions.Threads, conditions.Products), conditions.Products),
            _ => new StridedPath<T>(conditions),
        };
}
